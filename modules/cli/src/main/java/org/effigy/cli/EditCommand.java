package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.effigy.base.InputException;
import org.effigy.dicom.data.UidRoot;
import org.effigy.diffusion.EditPlan;
import org.effigy.gate.GateFile;
import org.effigy.marking.SigningKey;
import org.effigy.networks.checkpoint.CheckpointChoice;
import org.effigy.networks.compute.Compute;
import org.effigy.sampling.EditExport;
import org.effigy.sampling.EditFolder;
import org.effigy.sampling.EditManifest;
import org.effigy.sampling.EditRegion;
import org.effigy.sampling.EditRequest;
import org.effigy.sampling.EditSource;
import org.effigy.sampling.ImageSampler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy edit}: makes a part of an image anew, or variants of the whole, with a trained model. */
@Command(
        name = "edit",
        description = {
            "Change an image with a trained model: fill a region, or vary it.",
            "With --mask the model makes anew what is white in the mask (RePaint); every other pixel keeps its stored"
                    + " value, in DICOM too. Without, the image is sent towards noise, as far as --strength says, and back"
                    + " (SDEdit), and written in the model's size. An edit of a real image still shows a patient: files"
                    + " are de-identified, say 'edited from a real image' and are marked synthetic. The release gate"
                    + " refuses edits that show a training image which the original does not. A DICOM file makes DICOM,"
                    + " any other PNG."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy edit runs/ct --from slice.dcm --mask region.png --out filled",
            "      white in region.png, a picture of the slice's size, is made anew",
            "  effigy edit runs/ct --from slice.dcm --strength 0.4 -n 8 --out variants",
            "  effigy edit runs/chest --from a.png --mask box.png --class NORMAL --out b"
        })
final class EditCommand implements Callable<Integer> {
    private static final int EXIT_INTERRUPTED = 130;
    private static final int USUAL_STEPS = 50;
    private static final double USUAL_STRENGTH = 0.5;
    private static final int USUAL_RESAMPLINGS = 5;
    private static final int USUAL_JUMP = 5;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            converter = KnownModels.Converter.class,
            description =
                    "A run's folder, for its last checkpoint from before the model remembers single training images,"
                            + " the folder of one checkpoint or model, or the name of a model ('effigy models').")
    private Path model;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            required = true,
            description = "The image to edit: DICOM of one grey frame, or a grey PNG, TIFF or JPEG.")
    private Path from;

    @Option(
            names = "--mask",
            paramLabel = "PNG",
            description =
                    "What to make anew, white on black, in the image's size (default: variants of the whole image).")
    private Path mask;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "A new or empty folder to write to.")
    private Path out;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "Number of edits (default: ${DEFAULT-VALUE}).")
    private int count = 4;

    @Option(
            names = "--strength",
            paramLabel = "X",
            description = "How far towards noise, 0 (the image) to 1 (all new) (default: 0.5, with --mask 1).")
    private Double strength;

    @Option(
            names = "--steps",
            paramLabel = "S",
            description = "Denoising steps from noise to image (default: 50, of a distilled model its own).")
    private Integer steps;

    @Option(
            names = "--resample",
            paramLabel = "R",
            description =
                    "With --mask: how often each stretch of steps is gone; more join the region better (default: 5).")
    private Integer resamplings;

    @Option(names = "--jump", paramLabel = "J", description = "With --mask: steps of a stretch (default: 5).")
    private Integer jump;

    @Option(
            names = "--class",
            paramLabel = "C",
            description = "What the edit shall show (default: none, the image alone says).")
    private String className = "";

    @Option(
            names = "--guidance",
            paramLabel = "X",
            description = "With --class: above 1 the class shows more (default: ${DEFAULT-VALUE}).")
    private double guidance = 1;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all edits (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--uid-root", paramLabel = "UID", description = "Your own root for new UIDs (default: 2.25).")
    private String uidRoot = UidRoot.UUID.root();

    @Option(
            names = "--allow-burned-in",
            description = "Accept an image in which writing is found, or whose header says so; the writing stays.")
    private boolean allowBurnedIn;

    @Option(names = "--no-gate", description = "Do not compare the edits with the training images; every file says so.")
    private boolean gateOff;

    @Mixin
    private MarkOptions marks;

    @Option(names = "--no-ema", description = "Use the weights of the last step, not their moving average.")
    private boolean plainWeights;

    @Option(
            names = "--checkpoint",
            paramLabel = "N|last",
            description = "The run's checkpoint of step N, or its last one (default: the last one from before the model"
                    + " remembers single training images).")
    private String checkpoint;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() throws IOException {
        Processor.require();
        KnownModels.ofProcess().require(model);
        Inputs.file(from);
        if (mask != null) {
            Inputs.file(mask);
        }
        Inputs.outputFolder(out);
        EditRequest asked = Inputs.checked(spec, this::request);
        EditExport export = Inputs.checked(spec, this::export);
        CheckpointChoice choice = Inputs.checkpoint(spec, checkpoint);
        Compute compute = device.settle(spec);
        try (ImageSampler sampler = ImageSampler.open(model, choice, !plainWeights, compute)) {
            EditRequest request = steps == null && sampler.ownSteps().isPresent()
                    ? asked.withPlan(asked.plan().ofSteps(sampler.ownSteps().getAsInt()))
                    : asked;
            EditSource source = EditSource.read(from, sampler.preprocessing());
            Optional<EditRegion> region = mask == null ? Optional.empty() : Optional.of(source.region(mask));
            EditFolder folder =
                    new EditFolder(sampler, source, region, BuildInfo.read().version(), ConsoleProgress.ofProcess());
            if (!gateOff) {
                folder = folder.withGate(GateFile.find(model).orElseThrow(() -> SampleCommand.withoutRecord(model)));
            }
            Optional<SigningKey> key = marks.key(spec);
            if (key.isPresent()) {
                folder = folder.withKey(key.get());
            }
            return write(folder, request, export, source);
        }
    }

    private EditRequest request() {
        if (mask == null && (resamplings != null || jump != null)) {
            throw new IllegalArgumentException("--resample and --jump are for --mask; give a mask, or leave them out");
        }
        int number = steps == null ? USUAL_STEPS : steps;
        EditPlan plan = mask == null
                ? EditPlan.wholeImage(number, strength == null ? USUAL_STRENGTH : strength)
                : EditPlan.region(
                        number,
                        strength == null ? 1 : strength,
                        resamplings == null ? USUAL_RESAMPLINGS : resamplings,
                        jump == null ? USUAL_JUMP : jump);
        return new EditRequest(seed, count, className, plan, guidance);
    }

    private EditExport export() {
        String now = LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return new EditExport(new UidRoot(uidRoot).root(), now, marks.watermark(), allowBurnedIn);
    }

    private int write(EditFolder folder, EditRequest request, EditExport export, EditSource source) throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Interruption interruption = Interruption.begin(() -> err.println("effigy: stopping after these images"))) {
            EditManifest manifest = folder.write(out, request, export, interruption::requested);
            terminal.println("Edits:    " + manifest.images().size() + " in " + out);
            terminal.println("Gate:     " + gateText(manifest));
            terminal.println("Shows:    " + shows());
            terminal.println("Manifest: " + out.resolve(EditManifest.FILE));
            if (mask != null && source.enlargement() > 1) {
                err.println(ErrorLines.PREFIX
                        + String.format(
                                Locale.ROOT,
                                "warning: one pixel of the model covers %.1f of the image along an edge, so the region"
                                        + " is smoother than what surrounds it",
                                source.enlargement()));
            }
            if (interruption.requested()) {
                terminal.println("Stopped; make the rest in another folder.");
                return EXIT_INTERRUPTED;
            }
            if (manifest.images().isEmpty()) {
                throw new InputException(
                        "the release gate refused all edits; train the model longer, or switch the gate"
                                + " off, which every file then says");
            }
            return 0;
        }
    }

    private String shows() {
        return mask == null
                ? "variants of a real image; they may depict its patient"
                : "a real image outside of the mask; it depicts its patient";
    }

    private static String gateText(EditManifest manifest) {
        if (!manifest.gate().on()) {
            return "off: not compared with training images; every file says so";
        }
        int refused = manifest.gate().rejected().size();
        String original = manifest.sourceIsTrainingImage()
                ? "; the original is or resembles a training image, which its edits may resemble too"
                : "";
        return (refused == 0 ? "all edits passed" : refused + " refused and made again from other seeds")
                + (manifest.withheld().isEmpty()
                        ? ""
                        : ", " + manifest.withheld().size() + " left out")
                + original;
    }
}
