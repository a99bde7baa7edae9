package org.effigy.evaluation.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.evaluation.features.ClassifierSpace;
import org.effigy.evaluation.features.ClassifierTraining;
import org.effigy.evaluation.features.Extractors;
import org.effigy.evaluation.features.FeatureSpace;
import org.effigy.evaluation.features.Histogram;
import org.effigy.evaluation.features.Hounsfield;
import org.effigy.evaluation.features.RandomNetwork;
import org.effigy.evaluation.features.Spectrum;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.radiomics.Radiomics;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointPlace;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.net.NamedTensor;

/** Opens the feature spaces of an evaluation. */
final class Spaces {
    /** The names that a user can choose, in the order of a report. */
    static final List<String> NAMES = List.of(Radiomics.NAME, RandomNetwork.NAME, ClassifierSpace.NAME, "onnx");

    private static final String WEIGHTS = "classifier.safetensors";

    private final EvaluationRequest request;
    private final ImageSets sets;
    private final Workplace place;
    private final Progress.Factory progress;
    private final List<String> warnings = new ArrayList<>();

    Spaces(EvaluationRequest request, ImageSets sets, Workplace place, Progress.Factory progress) {
        this.request = request;
        this.sets = sets;
        this.place = place;
        this.progress = progress;
    }

    /** Returns why a space is missing that could have been there, a sentence each. */
    List<String> warnings() {
        return warnings;
    }

    /**
     * Opens the spaces, those that measure distances first.
     *
     * @throws InputException if a space is asked for that there is not
     */
    List<FeatureSpace> open() throws IOException {
        for (String name : request.spaces()) {
            if (!NAMES.contains(name)) {
                throw new InputException(
                        "no feature space is called '" + name + "'; there are " + String.join(", ", NAMES));
            }
        }
        List<FeatureSpace> spaces = new ArrayList<>();
        if (wanted(Radiomics.NAME)) {
            spaces.add(new Radiomics());
        }
        if (wanted(RandomNetwork.NAME)) {
            spaces.add(new RandomNetwork());
        }
        if (wanted(ClassifierSpace.NAME) || request.classifier().isPresent()) {
            classifier().ifPresent(spaces::add);
        }
        if (request.extractor().isPresent()) {
            spaces.add(Extractors.openWithAny(request.extractor().get()));
        } else if (request.spaces().contains("onnx")) {
            throw new InputException("the space onnx needs a network; name the file of the extractor");
        }
        spaces.add(new Histogram());
        spaces.add(new Spectrum());
        if (sets.recipe().range().hounsfield()) {
            spaces.add(new Hounsfield());
        }
        return spaces;
    }

    private boolean wanted(String name) {
        return request.spaces().isEmpty() || request.spaces().contains(name);
    }

    private Optional<FeatureSpace> classifier() throws IOException {
        if (request.classifier().isPresent()) {
            Checkpoint checkpoint = CheckpointPlace.read(request.classifier().get());
            return Optional.of(new ClassifierSpace(
                    checkpoint.config().model(), checkpoint.averagedWeights(), checkpoint.sha256()));
        }
        if (ClassifierSpace.classes(sets.train()).isEmpty()) {
            warnings.add("The training images have no classes, so there is no classifier for its features.");
            return Optional.empty();
        }
        if (sets.train().side() % 8 != 0) {
            warnings.add("The side of the images is no multiple of 8, so there is no classifier for its features.");
            return Optional.empty();
        }
        ClassifierTraining training = new ClassifierTraining(sets.train(), request.seed());
        return Optional.of(training.space(weights(training)));
    }

    private List<NamedTensor> weights(ClassifierTraining training) throws IOException {
        String key = Workplace.key(training.key(), sets.train().sha256());
        var earlier = place.find(WEIGHTS, key);
        if (earlier.isPresent()) {
            return Safetensors.read(earlier.get());
        }
        List<NamedTensor> weights;
        try (Progress bar = progress.start("classifier for features", "steps", training.steps())) {
            weights = training.run(request.threads(), bar);
        }
        Safetensors.write(place.folder().resolve(WEIGHTS), weights);
        place.finished(WEIGHTS, key);
        return weights;
    }
}
