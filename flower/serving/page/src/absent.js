// In the place of the parts of Ketcher that the page leaves out; none of its buttons leads here.
export default () => null;
