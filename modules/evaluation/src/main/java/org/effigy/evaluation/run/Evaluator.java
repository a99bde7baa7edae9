package org.effigy.evaluation.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.features.FeatureSpace;
import org.effigy.evaluation.features.SpaceFeatures;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.part.Findings;
import org.effigy.evaluation.part.Part;
import org.effigy.evaluation.part.Study;

/**
 * Runs an evaluation. Each finished piece is kept, so that the same request goes on where it was stopped, however it was.
 */
public final class Evaluator {
    private static final String PIXELS = "pixels";

    private final List<Part> parts;
    private final String codeVersion;
    private final Progress.Factory progress;

    /** Takes the parts in the order of the report. */
    public Evaluator(List<Part> parts, String codeVersion, Progress.Factory progress) {
        this.parts = List.copyOf(parts);
        this.codeVersion = codeVersion;
        this.progress = progress;
    }

    /**
     * Evaluates, writes {@code evaluation.json} and the feature files, and returns what was found.
     *
     * @throws java.io.InterruptedIOException if the thread is interrupted; what is finished is kept
     * @throws org.effigy.base.InputException if an image or an option is not as needed
     */
    public Evaluation run(EvaluationRequest request) throws IOException {
        Workplace place = new Workplace(request.out());
        Path pixels = request.out().resolve(PIXELS);
        Evaluation evaluation;
        try (ImageSets sets = ImageSets.open(request.sets(), pixels, progress)) {
            Spaces spaces = new Spaces(request, sets, place, progress);
            FeatureFiles files = new FeatureFiles(place, sets, request.threads(), progress);
            List<SpaceFeatures> features = new ArrayList<>();
            StringBuilder keys = new StringBuilder();
            for (FeatureSpace space : spaces.open()) {
                try (space) {
                    features.add(files.of(space));
                    keys.append(files.key(space, sets.train(), ""));
                    keys.append(files.key(space, sets.holdout(), ""));
                    keys.append(files.key(space, sets.synthetic(), ""));
                }
            }
            Study study = new Study(sets, features, request.seed(), request.replicates(), request.threads());
            List<Findings> found = new ArrayList<>();
            for (Part part : parts) {
                found.add(judge(part, study, keys.toString(), place));
            }
            RowsFile.write(request.out(), sets);
            evaluation = join(request, study, found, spaces.warnings());
            evaluation.write(request.out());
        }
        place.delete(PIXELS);
        return evaluation;
    }

    private Findings judge(Part part, Study study, String features, Workplace place) throws IOException {
        String name = "findings-" + part.name() + ".json";
        ImageSets sets = study.sets();
        String key = Workplace.key(
                codeVersion,
                part.settings(),
                features,
                sets.train().key(),
                sets.holdout().key(),
                sets.synthetic().key(),
                study.seed() + " " + study.replicates());
        Optional<Path> earlier = place.find(name, key);
        if (earlier.isPresent()) {
            return Json.read(earlier.get(), Findings.class);
        }
        Findings findings = part.judge(study, progress);
        Json.write(place.folder().resolve(name), findings);
        place.finished(name, key);
        return findings;
    }

    private Evaluation join(EvaluationRequest request, Study study, List<Findings> found, List<String> more) {
        List<String> warnings = new ArrayList<>(study.sets().warnings());
        warnings.addAll(more);
        found.forEach(part -> warnings.addAll(part.warnings()));
        Map<String, String> settings = new TreeMap<>(request.settings());
        settings.put("size", String.valueOf(study.sets().recipe().size()));
        settings.put("preprocessing", Json.line(study.sets().recipe()));
        return new Evaluation(
                Evaluation.FORMAT,
                Evaluation.VERSION,
                codeVersion,
                request.seed(),
                settings,
                study.sets().train().facts(),
                study.sets().holdout().facts(),
                study.sets().synthetic().facts(),
                found.stream().flatMap(part -> part.figures().stream()).toList(),
                found.stream().flatMap(part -> part.curves().stream()).toList(),
                found.stream().flatMap(part -> part.pairs().stream()).toList(),
                found.stream().flatMap(part -> part.verdicts().stream()).toList(),
                found.stream().flatMap(part -> part.assumptions().stream()).toList(),
                warnings);
    }
}
