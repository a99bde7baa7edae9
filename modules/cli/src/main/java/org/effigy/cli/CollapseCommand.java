package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.dataset.Split;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.LabelValues;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Family;
import org.effigy.training.Presets;
import org.effigy.training.TrainingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code effigy collapse}: generations of models that learn from models. */
@Command(
        name = "collapse",
        description = {
            "Show what becomes of models that learn from models' images.",
            "A small model learns from the real training images, the next one from its images, and so on: alone"
                    + " (replace), beside the real ones and all before (accumulate), or half and half (mix). Each"
                    + " generation is trained, sampled and indexed the usual way and compared with the split test: Frechet"
                    + " distance, recall, Vendi score and distance to real. Ctrl-C stops it, the same command goes on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy collapse --data cxr.json --out collapse",
            "  effigy collapse --data cxr.json --out long --generations 9 --steps 2000"
        })
final class CollapseCommand implements Callable<Integer> {
    private static final int EXIT_INTERRUPTED = 130;
    private static final int LEAST_IMAGES = 16;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            order = 1,
            paramLabel = "INDEX",
            required = true,
            description = "The data set, as 'effigy index' wrote it; its split test is what is compared with.")
    private Path data;

    @Option(names = "--out", order = 2, paramLabel = "DIR", required = true, description = "The study's folder.")
    private Path out;

    @Option(
            names = "--generations",
            order = 3,
            paramLabel = "N",
            description = "Models in a row, the first one included (default: ${DEFAULT-VALUE}).")
    private int generations = 5;

    @Option(
            names = "--regimes",
            order = 4,
            paramLabel = "R,...",
            split = ",",
            description = "What generations learn from: replace, accumulate, mix (default: all three).")
    private List<CollapseRegime> regimes = Arrays.asList(CollapseRegime.values());

    @Option(
            names = "--family",
            order = 5,
            paramLabel = "NAME",
            description = "The family of the models (default: ${DEFAULT-VALUE}, the quickest).")
    private String family = "dcgan";

    @Option(
            names = "--preset",
            order = 6,
            paramLabel = "P",
            description = "Their preset: tiny, small or medium (default: ${DEFAULT-VALUE}).")
    private String preset = "tiny";

    @Option(
            names = "--size",
            order = 7,
            paramLabel = "N",
            description = "Side of the images in pixels (default: ${DEFAULT-VALUE}).")
    private int size = 32;

    @Option(names = "--steps", order = 8, paramLabel = "N", description = "Steps of each (default: the preset's).")
    private Long steps;

    @Option(names = "--batch", order = 9, paramLabel = "N", description = "Images per step (default: the preset's).")
    private Integer batch;

    @Option(
            names = "--images",
            order = 10,
            paramLabel = "N",
            description = "Real images that the first one learns from, and images that each makes (default: all of the"
                    + " split train, 1000 at most).")
    private Integer images;

    @Option(
            names = "--seed",
            order = 11,
            paramLabel = "N",
            description = "Seed of all that is random (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--threads",
            order = 12,
            paramLabel = "N",
            description = "Threads of the networks, 0 for one per core (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() throws IOException {
        Processor.require();
        Inputs.file(data);
        Inputs.outputFolder(out);
        DatasetIndex index = DatasetIndex.read(data);
        if (LabelValues.several(index)) {
            throw new InputException("images of the index may have several values each, of which this study takes one:"
                    + " index with one label an image, or without");
        }
        CollapsePlan plan = Inputs.checked(spec, () -> plan(index));
        Compute settled = device.settle(spec);
        Compute compute = threads > 0 ? settled.withThreads(threads) : settled;
        PrintWriter terminal = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Interruption interruption = Interruption.begin(() -> err.println("effigy: stopping after this step"))) {
            CollapseStudy study = new CollapseStudy(
                    index,
                    plan,
                    new CollapseStudy.Surroundings(
                            out, compute, ConsoleProgress.ofProcess(), interruption::requested, terminal));
            CollapsePlan.Result result =
                    study.run(generations, regimes.stream().distinct().toList());
            new CollapseReport(result).write(out);
            terminal.println("Real images: " + CollapseReport.text(result.real()));
            for (CollapsePlan.Curve curve : result.regimes()) {
                List<CollapseFigures> all = curve.generations();
                terminal.println(curve.regime().word() + ", generation " + all.size() + ": "
                        + CollapseReport.text(all.get(all.size() - 1)));
            }
            terminal.println("Report: " + out.resolve("collapse.html"));
            return 0;
        } catch (CollapseStudy.StoppedException e) {
            terminal.println("Stopped; the same command goes on.");
            return EXIT_INTERRUPTED;
        }
    }

    private CollapsePlan plan(DatasetIndex index) {
        Check.inRange("--generations", generations, 1, 1000);
        Check.inRange("--threads", threads, 0, 4096);
        Family kind = Family.named(family);
        Check.argument(!kind.samplers().isEmpty(), () -> "--family " + family + " makes no images");
        TrainingConfig standard = Presets.of(kind, preset, size, 0);
        int there = index.entries(Split.TRAIN).size();
        int most = images != null ? images : 1000;
        Check.inRange("--images", most, LEAST_IMAGES, 1_000_000);
        return new CollapsePlan(
                CollapsePlan.VERSION,
                index.fingerprint(),
                kind.name(),
                preset,
                size,
                steps != null ? steps : standard.steps(),
                batch != null ? batch : standard.batch(),
                Math.min(there, most),
                seed,
                BuildInfo.read().version());
    }
}
