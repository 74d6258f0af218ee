"""Would this step really happen? What turns a model's numbers into chances is fitted here.

`calibration` does it for any model folder: `step_calibration` fits the feasibility of single steps
against plausible wrong ones (`wrong_steps`), `outcome_calibration` the confidence in whole outcomes
on overall reactions, `met_in_training` gathers the surroundings met in training; `calibrated` says
how well they fit. What is fitted lies in `flower.trust`, below: predictions stand on it and ask no
more of a model, while this room asks models and stands above predictions and evaluation.
"""
