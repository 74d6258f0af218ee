"""Would this step really happen? Steps scored, and likelihoods calibrated against wrong steps.

`scoring` asks a model about proposed steps and `scored` is what it tells; `calibration` fits what
turns a model's numbers into chances of being right: `step_calibration` against `wrong_steps`,
`outcome_calibration` on overall reactions, `met_in_training` gathers the surroundings. What a
prediction itself needs of these fits lies in `flower.trust`, below: this room asks models.

Open the modules themselves: `scored` is read where no model is loaded.
"""
