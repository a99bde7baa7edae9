package org.effigy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.effigy.base.Check;
import org.effigy.dataset.ImageKind;
import org.effigy.dataset.View;
import org.effigy.dataset.index.ImageChoice;
import org.effigy.dicom.data.BodyPart;
import picocli.CommandLine.Option;

/** The options of {@code effigy index} that choose among the usable images. */
final class ChoiceOptions {
    @Option(
            names = "--every",
            paramLabel = "N",
            description = "Take every N-th slice of each series, along its normal (default: ${DEFAULT-VALUE}).")
    private int every = 1;

    @Option(
            names = "--body-part",
            paramLabel = "NAME",
            split = ",",
            description = "Take only this part or these, e.g. CHEST,LUNG: BodyPartExamined, else the anatomic code.")
    private List<String> bodyParts = List.of();

    @Option(
            names = "--min-lung",
            paramLabel = "FRACTION",
            description = "Take only CT slices whose body is lung (-950 to -500 HU) to at least this fraction, 0 to 1;"
                    + " decodes the slices.")
    private double minLung;

    @Option(
            names = "--view",
            paramLabel = "VIEW",
            split = ",",
            description =
                    "Take only radiographs of this view or these: PA, AP, FRONTAL (includes both), LATERAL, OTHER.")
    private List<String> views = List.of();

    @Option(names = "--allow-localizers", description = "Also take localizers (scout views).")
    private boolean localizers;

    @Option(
            names = "--allow-reformatted",
            description = "Also take reformatted planes, projections and renderings of slices.")
    private boolean reformatted;

    @Option(names = "--allow-captures", description = "Also take pictures of screens stored among slices.")
    private boolean captures;

    @Option(
            names = "--allow-for-processing",
            description = "Also take radiographs for processing (raw); they are brought to brightness by a logarithm.")
    private boolean forProcessing;

    ImageChoice choice() {
        Check.inRange("--every", every, 1, Integer.MAX_VALUE);
        Check.inRange("--min-lung", minLung, 0.0, 1.0);
        List<ImageKind> kinds = new ArrayList<>();
        if (localizers) {
            kinds.add(ImageKind.LOCALIZER);
        }
        if (reformatted) {
            kinds.add(ImageKind.REFORMATTED);
        }
        if (captures) {
            kinds.add(ImageKind.CAPTURE);
        }
        return new ImageChoice(
                every,
                bodyParts.stream().map(ChoiceOptions::bodyPart).toList(),
                views.stream().map(ChoiceOptions::view).toList(),
                minLung,
                kinds,
                forProcessing);
    }

    private static String bodyPart(String name) {
        String term = name.strip().toUpperCase(Locale.ROOT);
        if (BodyPart.of(term).isEmpty()) {
            throw new IllegalArgumentException(
                    "--body-part: " + name + " is not a body part of DICOM (PS3.16, annex L); known are "
                            + String.join(" ", BodyPart.terms()));
        }
        return term;
    }

    private static View view(String name) {
        for (View view : View.values()) {
            if (view != View.UNKNOWN && view.name().equalsIgnoreCase(name.strip())) {
                return view;
            }
        }
        throw new IllegalArgumentException(
                "--view: " + name + " is not a view; known are PA, AP, FRONTAL, LATERAL, OTHER");
    }
}
