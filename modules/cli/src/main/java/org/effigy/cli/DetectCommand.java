package org.effigy.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.dataset.FoundFile;
import org.effigy.dataset.probe.MarkDetector;
import org.effigy.dataset.probe.MarkEvidence;
import org.effigy.dataset.probe.TreeWalk;
import org.effigy.marking.Finding;
import org.effigy.marking.SignatureCheck;
import org.effigy.marking.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy detect}: finds the marks of synthetic images. */
@Command(
        name = "detect",
        description = {
            "Tell synthetic images by header, signature and watermark.",
            "Reads DICOM (the first frame), PNG, TIFF and JPEG. A line for each file: 'synthetic' or 'no mark', "
                    + "what was found, and how likely the watermark's finding is for an image without it. 'no mark' "
                    + "does not say that an image is real. The watermark is published: it shows honest images, and "
                    + "proves nothing against whoever forges or removes it."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy detect synthetic/synthetic-000001.dcm image.jpg",
            "  effigy detect downloads --json",
            "      files in a folder are named by their number, in the order of their names"
        })
final class DetectCommand implements Callable<Integer> {
    /** A name that sampling gives; any other may be a patient's. */
    private static final Pattern SAMPLE = Pattern.compile("synthetic-\\p{Nd}{6,9}\\.(dcm|png|tif)");

    private static final double PLAIN_FROM = -4;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Image files, and folders with all below them.")
    private List<Path> paths;

    @Option(names = "--json", description = "Print JSON instead of lines.")
    private boolean json;

    @Option(
            names = "--signer",
            paramLabel = "CERT.pem",
            description = "Certificate of a signer you know, as a manifest has it; your own is known.")
    private List<Path> signers = List.of();

    /** What is printed of a file as JSON. */
    private record Line(
            String file,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String error,
            boolean synthetic,
            boolean header,
            boolean sourceType,
            List<Signer> signatures,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Finding> watermark) {}

    private record Signer(boolean valid, boolean known, String certificateSha256, String note) {}

    /** A file and what it is called. */
    private record Named(Path file, String name) {}

    @Override
    public Integer call() throws IOException {
        Set<String> known = known();
        List<Line> lines = new ArrayList<>();
        int failed = 0;
        for (Named named : files()) {
            Line line = line(named, known);
            failed += line.error().isEmpty() ? 0 : 1;
            if (json) {
                lines.add(line);
            } else if (line.error().isEmpty()) {
                spec.commandLine().getOut().println(named.name() + ": " + text(line));
            } else {
                spec.commandLine().getErr().println(ErrorLines.PREFIX + named.name() + ": " + line.error());
            }
        }
        if (json) {
            spec.commandLine().getOut().println(Json.pretty(lines));
        }
        return failed == 0 ? 0 : 1;
    }

    private List<Named> files() throws IOException {
        List<Named> files = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.isDirectory(Inputs.existing(path))) {
                files.add(new Named(path, path.toString()));
                continue;
            }
            int number = 0;
            for (FoundFile found : TreeWalk.list(path)) {
                number++;
                String own = found.file().getFileName().toString();
                boolean sampled = SAMPLE.matcher(own).matches()
                        && path.equals(found.file().getParent());
                String shown = sampled
                        ? path.resolve(own).toString()
                        : String.format(Locale.ROOT, "%s: file %04d", path, number);
                // The record of samples lies beside them.
                if (!own.equals("manifest.json") && found.kind() == FoundFile.Kind.FILE) {
                    files.add(new Named(found.file(), shown));
                }
            }
        }
        return files;
    }

    private Set<String> known() throws IOException {
        Set<String> known = new HashSet<>();
        MarkOptions.ownFingerprint().ifPresent(known::add);
        for (Path signer : signers) {
            try (var in = Files.newInputStream(Inputs.file(signer))) {
                known.add(SigningKey.fingerprint((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(in)));
            } catch (CertificateException e) {
                throw new InputException(signer + ": no X.509 certificate; give one as PEM or DER", e);
            }
        }
        return known;
    }

    private static Line line(Named named, Set<String> known) {
        try {
            MarkEvidence evidence = MarkDetector.detect(named.file());
            List<Signer> signatures = evidence.signatures().stream()
                    .map(check -> signer(check, known))
                    .toList();
            return new Line(
                    named.name(),
                    "",
                    evidence.isSynthetic(),
                    evidence.header(),
                    evidence.sourceType(),
                    signatures,
                    evidence.watermark().stream().toList());
        } catch (InputException e) {
            return new Line(named.name(), e.getMessage(), false, false, false, List.of(), List.of());
        } catch (IOException e) {
            return new Line(
                    named.name(),
                    "cannot be read; check the path and the permissions",
                    false,
                    false,
                    false,
                    List.of(),
                    List.of());
        }
    }

    private static Signer signer(SignatureCheck check, Set<String> known) {
        return new Signer(check.valid(), known.contains(check.fingerprint()), check.fingerprint(), check.note());
    }

    private static String text(Line line) {
        List<String> parts = new ArrayList<>();
        parts.add(line.synthetic() ? "synthetic" : "no mark");
        if (line.header()) {
            parts.add("the header says so");
        }
        if (line.sourceType()) {
            parts.add("XMP names a trained model as source");
        }
        for (Signer signer : line.signatures()) {
            parts.add(text(signer));
        }
        for (Finding found : line.watermark()) {
            parts.add(String.format(
                    Locale.ROOT,
                    "%s (statistic %.1f, false alarm %s)",
                    found.isMark() ? "watermark" : "no watermark",
                    Math.abs(found.statistic()),
                    probability(found.log10FalseAlarm())));
        }
        if (line.watermark().isEmpty()) {
            parts.add("watermark not looked for");
        }
        return String.join("; ", parts);
    }

    private static String text(Signer signer) {
        if (!signer.valid()) {
            return "signature broken (" + signer.note() + ")";
        }
        String by = signer.known() ? "known signer " : "unknown signer ";
        return "signature valid, " + by + signer.certificateSha256().substring(0, 16);
    }

    /** Returns a probability, those too small for a number too. */
    static String probability(double log10) {
        return log10 >= PLAIN_FROM
                ? String.format(Locale.ROOT, "%.2g", Math.pow(10, log10))
                : "1e" + (int) Math.ceil(log10);
    }
}
