package org.effigy.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.effigy.base.InputException;
import org.effigy.networks.checkpoint.Covariate;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.Model;
import org.effigy.training.doctor.DataRules;
import org.effigy.training.doctor.ImageLook;
import org.effigy.training.doctor.LossRules;
import org.effigy.training.doctor.MemoryNeed;
import org.effigy.training.doctor.Warning;
import org.effigy.training.doctor.WarningsFile;

/** Looks after one run: what it is warned of goes to the log, to the listener and to warnings.json, each kind once. */
final class RunDoctor {
    private final TrainingJob job;
    private final RunDirectory run;
    private final TrainingListener listener;
    private final LossRules losses = new LossRules();
    private final List<LossRules.Averaged> averaged = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();

    /** Begins, or goes on after a step: what was found later is forgotten, what the data show is looked for again. */
    RunDoctor(TrainingJob job, RunDirectory run, TrainingListener listener, long afterStep) throws IOException {
        this.job = job;
        this.run = run;
        this.listener = listener;
        WarningsFile.read(run.root()).stream()
                .filter(warning -> warning.step() > 0 && warning.step() <= afterStep)
                .forEach(warnings::add);
    }

    /** Returns what the run was warned of so far. */
    List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    /** Looks at the images; reads them all or many, so call it before another thread does. */
    void lookAtData() throws IOException {
        if (!Family.of(job.config().model()).learnsFromImages()) {
            WarningsFile.write(run.root(), warnings);
            return;
        }
        DataFacts facts = job.facts();
        TrainingImages images = job.images();
        tell(DataRules.fewImages(images.size()));
        if (job.config().model().classes() > 0) {
            tell(DataRules.imbalance(
                    facts.classCounts(), job.config().classBalance().isPresent()));
            tell(DataRules.labels(facts.classNames(), facts.classCounts()));
        }
        List<Covariate> covariates = job.config().model().conditions();
        if (!covariates.isEmpty()) {
            tell(DataRules.covariates(
                    covariates.stream().map(Covariate::name).toList(),
                    known(images, covariates.size()),
                    images.size()));
        }
        ImageLook look = ImageLook.of(
                images.size(),
                i -> {
                    float[] image = new float[images.imageLength()];
                    images.read(i, image, 0);
                    return image;
                },
                job.config().model().imageSize());
        tell(DataRules.duplicates(look.looked(), look.exact(), look.alike()));
        if (hasWindow(facts.preprocessing())) {
            tell(DataRules.clipped(look.black(), look.white()));
        }
        if (warnings.isEmpty()) {
            WarningsFile.write(run.root(), warnings);
        }
    }

    /** Returns of how many images each covariate is known. */
    private static List<Integer> known(TrainingImages images, int covariates) {
        int[] known = new int[covariates];
        for (int i = 0; i < images.size(); i++) {
            float[] values = images.covariates(i);
            for (int k = 0; k < covariates; k++) {
                known[k] += Float.isNaN(values[k]) ? 0 : 1;
            }
        }
        return Arrays.stream(known).boxed().toList();
    }

    /** Percentiles of each image cut off half a percent on either side, whatever it shows. */
    private static boolean hasWindow(JsonNode recipe) {
        String kind = recipe.path("range").path("kind").asText();
        return !kind.isEmpty() && !kind.equals("percentile");
    }

    /**
     * Compares what the first step will need with what there is.
     *
     * @throws InputException if it certainly does not fit
     */
    void lookAtMemory(Model model) throws IOException {
        OptionalLong available = job.limits().memoryBytes();
        if (available.isEmpty()
                || model.nets().isEmpty()
                || job.compute().engine() != EngineName.ONEDNN
                || job.compute().onCard()) {
            return;
        }
        int batch = job.config().batch();
        MemoryNeed need =
                MemoryNeed.of(model.nets(), batch, Math.min(batch, job.compute().threads()));
        if (need.isTooMuch(available.getAsLong())) {
            throw new InputException(need.text(available.getAsLong()) + "; " + need.advice(available.getAsLong()));
        }
        run.log(need.text(available.getAsLong()));
        tell(need.tight(available.getAsLong()));
    }

    /** Looks at a step that is done. */
    void stepped(StepMetrics line) throws IOException {
        if (line.parts().containsKey("generator")) {
            tell(losses.discriminator(line.step(), line.parts()));
        } else {
            tell(losses.spikes(line.step(), line.loss(), line.meanLoss()));
        }
    }

    /** Looks at the figures of a checkpoint. */
    void measured(long step, MemoryFigures figures) throws IOException {
        if (figures.averaged().isPresent()) {
            averaged.add(figures.averaged().get());
            tell(LossRules.average(step, averaged));
        }
    }

    private void tell(Optional<Warning> found) throws IOException {
        if (found.isEmpty()
                || warnings.stream()
                        .anyMatch(warning -> warning.kind() == found.get().kind())) {
            return;
        }
        warnings.add(found.get());
        WarningsFile.write(run.root(), warnings);
        run.log("warning: " + found.get().text());
        listener.warned(found.get());
    }
}
