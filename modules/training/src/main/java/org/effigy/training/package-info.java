/**
 * The training loop: presets, one step class per family, moving average, resume, metrics.
 *
 * <p>Read first: {@link org.effigy.training.Trainer} and {@link org.effigy.training.TrainingConfig}. Never put here:
 * architectures, sampling, printing; a preview is drawn by the {@link org.effigy.training.TrainingListener}.
 *
 * <h2>The run directory, version 2</h2>
 *
 * <ul>
 *   <li>{@code config.json}: {@link org.effigy.training.RunConfig}: version, settings, facts of the data (recipe, classes,
 *       fingerprint, counts of real and synthetic images), version of the program. A resume must agree with it except in
 *       steps (unless the learning rate has a schedule), cadence, threads, devices, the guidance recorded for samples and the
 *       preset's name. {@code optimisation.schedule} ({@code COSINE}) and {@code optimisation.accumulate} are left out where they
 *       are constant and 1, as in runs of earlier programs. A schedule follows the share of the steps that are done or, where the run
 *       has a time budget and more of that is gone, of the time: the weights of such a run depend on how fast the machine was. Threads and devices that a resume does not give are taken
 *       from here; settings that the model's family does not use (a GAN's labelDropout and optimisation.clipNorm, a
 *       classifier's labelDropout) are left out, and not compared where an earlier program wrote them; {@code training.devices} is
 *       0 where it was never given, and missing in runs of earlier programs, which means the same. {@code
 *       training.cadence.watchImages} is missing in version 1, which means 0: not watched. A reader takes 1 and 2, and refuses
 *       other versions.
 *       {@code training.model.covariates} lists what the model is told beside the class ({@link
 *       org.effigy.networks.checkpoint.Covariate}); it is missing where that is nothing. Values of single images are read anew in each
 *       session and written nowhere.
 *       {@code training.classBalance} is {@link org.effigy.training.ClassBalance}, also in the property {@code training} of checkpoints; missing
 *       where every image comes as often as the others.
 *   <li>{@code environment.json}: machine, device, precision and versions of the last session, for the record.
 *   <li>{@code metrics.jsonl}: one {@link org.effigy.training.StepMetrics} per line and step, steps 1, 2, ... without a
 *       gap. At a checkpoint of a run that is watched for memory, {@code memory} holds
 *       {@link org.effigy.training.MemoryFigures}, in runs of this program with {@code averaged}; at one that ends a session only where that ended by itself. On a resume the lines after the checkpoint's step are removed; apart from rates and times the file is then
 *       equal to that of an unbroken run.
 *   <li>{@code checkpoints/<step>/}: eight or more digits, the format of {@link org.effigy.networks.Checkpoint}. Names that
 *       end in {@code .partial} are unfinished and are deleted at the next start; a
 *       damaged one is renamed to end in {@code .damaged} and the one before it used. Older ones than the newest few are
 *       deleted, but for the last one from before the model remembers or may. Its property {@code training} holds batch, seed,
 *       optimisation, labelDropout (both without what the family does not use), images,
 *       realImages, syntheticImages and classCounts, of a run with masks and classes {@code shownCounts}; {@code images}, the number learnt from (of a distilled model its teacher's), is missing in those of earlier
 *       programs.
 *   <li>{@code judgements.jsonl}: one {@link org.effigy.training.Judgement} per line and checkpoint, of families that judge
 *       images held out; missing where there are none. A step that was trained again has two lines, of which the later counts.
 *   <li>{@code memory.json}: {@link org.effigy.networks.checkpoint.RunMemory}, from which step on the model remembers single
 *       training images; missing where it was not found to. It follows from the lines of {@code metrics.jsonl}.
 *   <li>{@code privacy.key}: the secret of a run with differential privacy, until its last step, see {@code PrivacyKey}. Such a
 *       run's {@code config.json} has {@code training.privacy}, {@link org.effigy.training.PrivacyPlan}, and its checkpoints
 *       {@code privacy} and {@code privacySpent} in the property {@code training}; elsewhere they are missing. What of the directory is outside
 *       the guarantee says decision 26.
 *   <li>{@code warnings.json}: {@link org.effigy.training.doctor.WarningsFile}, version 1: what the run was warned of, each kind once;
 *       missing in runs of earlier programs.
 *   <li>{@code trajectories/}: of a distilled model, what it learns from. {@code plan.json} is {@link
 *       org.effigy.training.TrajectoryPlan}, version 1; {@code 000000.f32} and so on hold 16 ways each, the last one what is left: way after
 *       way the states at the beginnings of the student's steps and the image, each size x size 32-bit floats, least significant byte
 *       first. A file is whole or missing; one of another length is made anew. Nothing in them is of a data set. In such a run's {@code
 *       config.json} {@code data} are those of the teacher, but for {@code realImages} 0 and {@code syntheticImages}, the number of ways.
 *   <li>{@code previews/step-<step>.png}: sheets of sampled images.
 *   <li>{@code previews/reconstructions-<step>.png}: of a model that encodes and decodes, images of the data beside what it makes
 *       of them: real pixels, to be kept as the data are.
 *   <li>{@code log.txt}: one line per start, checkpoint, end and failure, with the time; at checkpoints the figures of a model that
 *       is judged, and what they warn of.
 *   <li>{@code .lock}: locked while a trainer works here; the lock ends with the process.
 * </ul>
 *
 * <p>Random streams are {@link org.effigy.base.Seeds} of the run's seed: {@code weights} 0; per step {@code noise},
 * {@code time step}, {@code trajectory} and {@code trajectory class} per way, {@code label dropout}, {@code mask dropout}, {@code
 * covariate dropout}, {@code latent}, {@code differentiable augmentation}; {@code judged latent} 0; for
 * watching {@code memory loss}, {@code memory sample} and {@code memory change}; of a private run {@code private step}, from which
 * each unit's follow; per image {@code augmentation}, its index being the image's
 * place in the whole run.
 */
package org.effigy.training;
