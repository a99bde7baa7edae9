package org.effigy.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.effigy.base.InputException;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.networks.families.Family;
import org.effigy.training.PrivacyPlan;
import org.effigy.training.RunConfig;
import org.effigy.training.TrainingConfig;
import org.effigy.training.TrainingImages;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code --dp} makes of a training: whose images belong together, and the noise. */
final class PrivateTraining {
    private final Optional<PrivacyPlan.Wish> wish;
    private final Optional<PrivacyPlan> earlier;

    private PrivateTraining(Optional<PrivacyPlan.Wish> wish, Optional<PrivacyPlan> earlier) {
        this.wish = wish;
        this.earlier = earlier;
    }

    /**
     * Reads the options and what the run, if it has begun, was planned with.
     *
     * @throws InputException if the family cannot be trained so
     */
    static PrivateTraining of(CommandSpec spec, TrainOptions options, Family family) throws IOException {
        Optional<PrivacyPlan.Wish> wish = Inputs.checked(spec, options::privacy);
        if (wish.isEmpty()) {
            return new PrivateTraining(wish, Optional.empty());
        }
        Optional<String> reason = family.privacyRefusal();
        if (reason.isPresent()) {
            throw new InputException("--dp: a " + family.name() + " cannot be trained with differential privacy: "
                    + reason.get() + "; train a ddpm, or without");
        }
        return new PrivateTraining(wish, RunConfig.read(options.out()).flatMap(run -> run.training()
                .privacy()));
    }

    /** Returns the images, each with the number of its patient as the index tells it. */
    TrainingImages images(ImageDataset images, DatasetIndex index) {
        if (wish.isEmpty()) {
            return TrainingImages.of(images);
        }
        Map<Integer, String> patients =
                index.entries().stream().collect(Collectors.toMap(IndexEntry::id, IndexEntry::patientKey));
        // The key's 16 hexadecimal digits are the number: it does not change with who else is in the index.
        return TrainingImages.of(images, id -> Long.parseUnsignedLong(patients.get(id), 16));
    }

    /** Returns the settings with the plan, if one was asked for. */
    TrainingConfig planned(TrainingConfig config, TrainingImages images) {
        if (wish.isEmpty()) {
            return config;
        }
        int units = (int) IntStream.range(0, images.size())
                .mapToLong(images::unit)
                .distinct()
                .count();
        // Where each image is alone, patients are not known, or have one image each: it comes to the same.
        String unit = units < images.size() ? "patient" : "image";
        Optional<PrivacyPlan> same =
                earlier.filter(plan -> plan.answers(wish.get(), unit, units, config.batch(), config.steps()));
        return config.withPrivacy(
                same.orElseGet(() -> PrivacyPlan.of(wish.get(), unit, units, config.batch(), config.steps())));
    }
}
