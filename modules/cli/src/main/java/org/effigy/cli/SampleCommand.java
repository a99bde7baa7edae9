package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.dicom.synthetic.SyntheticKind;
import org.effigy.gate.GateFile;
import org.effigy.gate.Reason;
import org.effigy.marking.SigningKey;
import org.effigy.networks.checkpoint.CheckpointChoice;
import org.effigy.networks.checkpoint.RunMemory;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.SamplerSettings;
import org.effigy.sampling.Dissimilarity;
import org.effigy.sampling.ExportChecks;
import org.effigy.sampling.ExportFormat;
import org.effigy.sampling.ExportSettings;
import org.effigy.sampling.GateLog;
import org.effigy.sampling.ImageSampler;
import org.effigy.sampling.Interpolation;
import org.effigy.sampling.SampleFolder;
import org.effigy.sampling.SampleManifest;
import org.effigy.sampling.SampleMasks;
import org.effigy.sampling.SampleRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy sample}: makes images with a trained model and writes them with a manifest. */
@Command(
        name = "sample",
        description = {
            "Make synthetic images with a trained model, as DICOM, PNG or TIFF.",
            "Each image has a seed of its own, so neither the batch nor the number changes it. The same command goes"
                    + " on where it was stopped; a larger -n adds images. Every image passes the release gate: near copies"
                    + " of training images, duplicates, writing and what looks like nothing real are made again from other"
                    + " seeds, and counted in the manifest. Files are marked: by a watermark in the pixels, that 'effigy"
                    + " detect' finds, and by a signature."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy sample ddpm-cxr-128 -n 16 --out synthetic",
            "      with a model that comes with the program; 'effigy models' lists them",
            "  effigy sample runs/ct -n 64 --out synthetic --format dicom",
            "  effigy sample runs/ct -n 64 --out small --transfer-syntax jpeg-ls",
            "  effigy sample runs/ct -n 16 --class CONTRAST --steps 100 --out contrast",
            "  effigy sample runs/ct --guidance 2 --guidance-interval 0.2,5 --out strong",
            "  effigy sample runs/chest -n 100 --out pngs --format png --sheet sheet.png",
            "  effigy sample runs/ct -n 9 --class CONTRAST --interpolate 1,2 --out between",
            "      from one image to another; 'effigy edit' changes an image that there is",
            "  effigy sample runs/ct -n 64 --avoid-training 1 --no-gate --out apart",
            "      steers away from the nearest training image",
            "  effigy sample runs/ct-lesions --mask lesion.png -n 8 --out lesions",
            "      with a lesion where the mask is white, by a model trained with --masks",
            "  effigy sample runs/chest --covariate age=40..80 --covariate sex=F --out women",
            "      of a model trained with --covariates age,sex",
            "  effigy replay synthetic --model runs/ct",
            "      makes them all again and compares"
        })
final class SampleCommand implements Callable<Integer> {
    private static final int EXIT_INTERRUPTED = 130;
    /** How many images there are unless told otherwise. */
    static final int IMAGES = 16;

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
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "Number of images (default: 16; as many as there are masks with a folder of masks).")
    private Integer count;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder to write to.")
    private Path out;

    @Option(names = "--format", paramLabel = "F", description = "dicom, png or tiff (default: dicom).")
    private ExportFormat format = ExportFormat.DICOM;

    @Mixin
    private TransferSyntaxOption transferSyntax;

    @Option(
            names = "--class",
            paramLabel = "C",
            description = "Only this class (default: all, in the proportions of the training data).")
    private String className = "";

    @Mixin
    private SamplerChoice samplerChoice;

    @Option(
            names = "--interpolate",
            paramLabel = "A,B",
            description =
                    "Go from the image of seed A to that of seed B in N images; seeds of images are in the manifest of a"
                            + " set. What the gate refuses is left out.")
    private String interpolate;

    @Option(
            names = "--mask",
            paramLabel = "FILE|DIR",
            description =
                    "Make images with a region, such as a lesion, where this grey picture is white, for a model that was"
                            + " trained with --masks; black all over for none. A folder has one picture for each image, in the order"
                            + " of their names. They are fitted to the model's size.")
    private Path mask;

    @Option(
            names = "--covariate",
            paramLabel = "NAME=X",
            description =
                    "Images of this age, sex, view, position or what else the model was trained with (--covariates):"
                            + " age=60, sex=F; age=40..80 is drawn for each image from its seed. May be given for several. What is"
                            + " not named the model is free to choose.")
    private List<String> covariates = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the whole set (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Images at a time, 0 for what suits size, threads and memory; changes no image (default: 0).")
    private int batch;

    @Option(names = "--bits", paramLabel = "8|16", description = "PNG and TIFF: bits per pixel (default: 16).")
    private Integer bits;

    @Option(
            names = "--kind",
            paramLabel = "ct|cr|dx",
            description = "Kind of DICOM object (default: ct for a model of CT, otherwise cr).")
    private SyntheticKind kind;

    @Option(
            names = "--body-part",
            paramLabel = "TERM",
            description = "DICOM body part, e.g. CHEST (default: that of the training data).")
    private String bodyPart;

    @Option(names = "--uid-root", paramLabel = "UID", description = "Your own root for new UIDs (default: 2.25).")
    private String uidRoot;

    @Option(names = "--sheet", paramLabel = "PNG", description = "Also write one picture with up to 100 of the images.")
    private Path sheet;

    @Option(
            names = "--allow-text",
            description =
                    "Also write images in which writing is found; do not look for it, as it is from 128 pixels on.")
    private boolean allowText;

    @Option(
            names = "--allow-heads",
            description = "Write more than a few slices of heads, from which a face could be rendered.")
    private boolean allowHeads;

    @Option(
            names = "--no-gate",
            description = "Do not compare the images with the training images and with each other; every file says so.")
    private boolean gateOff;

    @Option(
            names = "--avoid-training",
            paramLabel = "X",
            description = "DDPM, EDM, flow: while an image comes near to a training image, steer it away from that, at"
                    + " every step; 1 as far as the gate asks, 0 not at all (default: 0). Needs --no-gate: the gate goes"
                    + " by the same descriptors, and copies may pass it so. 'effigy evaluate' looks at pixels.")
    private double avoidTraining;

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
        transferSyntax.requireDicom(format == ExportFormat.DICOM, spec);
        Processor.require();
        KnownModels.ofProcess().require(model);
        Inputs.outputFolder(out);
        if (sheet != null) {
            Inputs.outputFile(sheet);
        }
        CheckpointChoice choice = Inputs.checkpoint(spec, checkpoint);
        Compute compute = device.settle(spec);
        try (ImageSampler sampler = ImageSampler.open(model, choice, !plainWeights, compute)) {
            sampler.memory().ifPresent(memory -> sayCheckpoint(sampler.config().step(), memory));
            Optional<MaskInput> masks = MaskInput.of(Optional.ofNullable(mask));
            Optional<SampleMasks> fitted =
                    masks.isPresent() ? Optional.of(masks.get().fitted(sampler)) : Optional.empty();
            int images = count != null ? count : masks.map(MaskInput::images).orElse(IMAGES);
            SampleRequest request = Inputs.checked(spec, () -> request(sampler, images))
                    .withMasks(fitted)
                    .withCovariates(covariates.stream()
                            .map(text -> text.strip().replaceFirst("\\s*=\\s*", "="))
                            .toList())
                    .withDissimilarity(dissimilarity());
            ExportSettings settings = Inputs.checked(spec, () -> settings(sampler));
            return write(sampler, request, settings);
        }
    }

    private void sayCheckpoint(long step, RunMemory memory) {
        String which = step < memory.remembersFrom() ? "before the model remembers" : "although the model remembers";
        spec.commandLine()
                .getOut()
                .println("Checkpoint: step " + step + ", " + which + " single training images, from step "
                        + memory.remembersFrom() + " on"
                        + (checkpoint == null ? "; --checkpoint last takes the newest" : ""));
    }

    private int write(ImageSampler sampler, SampleRequest request, ExportSettings settings) throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        SamplingClock clock = new SamplingClock(ConsoleProgress.ofProcess(), Instant::now);
        SampleFolder folder = new SampleFolder(sampler, BuildInfo.read().version(), clock)
                .withChecks(new ExportChecks(!allowText, allowHeads))
                .withModel(KnownModels.ofProcess().name(model).orElse(""));
        if (!gateOff) {
            folder = folder.withGate(record());
        }
        Optional<SigningKey> key = marks.key(spec);
        if (key.isPresent()) {
            folder = folder.withKey(key.get());
        }
        try (Interruption interruption = Interruption.begin(() -> err.println("effigy: stopping after these images"))) {
            SampleManifest manifest = folder.write(out, request, settings, interruption::requested);
            if (interruption.requested()) {
                terminal.println("Stopped with " + manifest.images().size() + " images; the same command goes on.");
                return EXIT_INTERRUPTED;
            }
            if (sheet != null) {
                SampleSheet.write(sheet, out, manifest);
                terminal.println("Sheet:    " + sheet);
            }
            terminal.println("Images:   " + manifest.images().size() + " in " + out);
            if (!manifest.withheld().isEmpty()) {
                terminal.println("Withheld: " + manifest.withheld().size() + " in which writing was found, see the"
                        + " manifest; --allow-text writes them too");
            }
            terminal.println("Gate:     " + gateText(manifest.gate()));
            clock.line(Effigy.start(spec)).ifPresent(speed -> terminal.println("Speed:    " + speed));
            terminal.println("Marks:    " + marks(manifest.export()));
            terminal.println("Manifest: " + out.resolve(SampleManifest.FILE));
            manifest.warnings().forEach(warning -> err.println(ErrorLines.PREFIX + "warning: " + warning));
            return 0;
        }
    }

    private GateFile record() throws IOException {
        GateFile record = GateFile.find(model).orElseThrow(() -> withoutRecord(model));
        if (record.likeness().isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(ErrorLines.PREFIX + "warning: " + GateFile.FILE + " is of version " + record.version()
                            + ", by which images that are like nothing real are not refused; 'effigy gate'"
                            + " makes it anew");
        }
        return record;
    }

    static InputException withoutRecord(Path model) {
        return new InputException(
                model + ": has no " + GateFile.FILE + ", so its images cannot be compared with the training"
                        + " images; describe the training images, or switch the gate off, which every file then says");
    }

    private String gateText(GateLog gate) {
        if (!gate.on()) {
            return "off: not compared with training images; every file says so";
        }
        if (gate.rejected().isEmpty()) {
            return "all images passed";
        }
        String reasons = Arrays.stream(Reason.values())
                .filter(reason -> gate.count(reason) > 0)
                .map(reason -> gate.count(reason) + " " + reason.words())
                .collect(Collectors.joining(", "));
        String then = interpolate == null ? " refused and made again: " : " refused and left out: ";
        return gate.rejected().size() + then + reasons;
    }

    private Optional<Dissimilarity> dissimilarity() throws IOException {
        if (avoidTraining != 0 && !gateOff) {
            throw Inputs.usage(
                    spec,
                    "--avoid-training moves images by the descriptors that the gate judges by, so that its verdict on them"
                            + " is worth nothing; add --no-gate, which every file then says, and look for copies with"
                            + " 'effigy evaluate'");
        }
        if (avoidTraining == 0) {
            return Optional.empty();
        }
        GateFile described = GateFile.find(model)
                .orElseThrow(() -> new InputException(model + ": has no " + GateFile.FILE
                        + ", by which --avoid-training knows the training images; 'effigy gate' describes them"));
        return Optional.of(Inputs.checked(spec, () -> Dissimilarity.of(avoidTraining, described)));
    }

    private static String marks(ExportSettings export) {
        String watermark = export.hasWatermark() ? "watermark, " : "no watermark, ";
        return watermark
                + (export.hasSignature()
                        ? "signed, certificate " + export.certificateSha256().substring(0, 16)
                        : "not signed");
    }

    private SampleRequest request(ImageSampler sampler, int images) {
        SamplerSettings settings = samplerChoice.settings(sampler.config().model());
        return SampleRequest.of(seed, images, settings)
                .withClass(className)
                .withBatch(batch)
                .withInterpolation(interpolation(images));
    }

    private Optional<Interpolation> interpolation(int images) {
        if (interpolate == null) {
            return Optional.empty();
        }
        String[] seeds = interpolate.split(",", -1);
        if (seeds.length != 2) {
            throw new IllegalArgumentException("--interpolate is '" + interpolate
                    + "', needed are two seeds with a comma between them, as the manifest of a set lists them");
        }
        return Optional.of(new Interpolation(seeds[0].strip(), seeds[1].strip(), images));
    }

    private ExportSettings settings(ImageSampler sampler) {
        String now = LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
        ExportSettings settings = ExportSettings.standard(format, sampler.preprocessing(), now)
                .withEncoding(transferSyntax.encoding())
                .withWatermark(marks.watermark());
        if (kind != null) {
            settings = settings.withKind(kind);
        }
        if (bits != null) {
            settings = settings.withBits(bits);
        }
        if (bodyPart != null) {
            settings = settings.withBodyPart(bodyPart);
        }
        return uidRoot != null ? settings.withUidRoot(uidRoot) : settings;
    }
}
