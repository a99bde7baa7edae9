package org.effigy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.marking.SigningKey;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options about the marks of synthetic files: the watermark in the pixels, and the signature. */
final class MarkOptions {
    /** Where the key lies that is made at the first use, if not in the user's home. */
    private static final String KEY_PROPERTY = "effigy.signing-key";

    /** The passphrase of the key that is made at the first use: the permissions of its file guard it. */
    private static final char[] NO_PASSPHRASE = "effigy".toCharArray();

    private static final String OWNER = "Effigy, synthetic images";
    private static final int MOST_SECRET_BYTES = 1 << 16;

    @Option(
            names = "--no-watermark",
            description = "Do not put the watermark into the pixels; header and manifest say so.")
    private boolean noWatermark;

    @Option(names = "--no-signature", description = "Do not sign the files; header and manifest say so.")
    private boolean noSignature;

    @Option(
            names = "--sign-key",
            paramLabel = "FILE.p12",
            description =
                    "PKCS #12 file with the RSA key to sign with (default: one made at the first use, in the folder"
                            + " .effigy of your home, for you alone to read).")
    private Path keyFile;

    @ArgGroup
    private Passphrase passphrase = new Passphrase();

    /** Where the passphrase of the key comes from; asked for where neither is given. */
    private static final class Passphrase {
        @Option(
                names = "--sign-key-passphrase-env",
                paramLabel = "NAME",
                description = "Environment variable with the key's passphrase.")
        private String variable;

        @Option(
                names = "--sign-key-passphrase-file",
                paramLabel = "FILE",
                description = "File with the key's passphrase.")
        private Path file;
    }

    /** Returns whether the pixels get the watermark. */
    boolean watermark() {
        return !noWatermark;
    }

    /** Returns the key to sign with, made if there is none yet; empty where files are not signed. */
    Optional<SigningKey> key(CommandSpec spec) throws IOException {
        if (noSignature) {
            if (keyFile != null) {
                throw Inputs.usage(spec, "--sign-key and --no-signature exclude each other; give one");
            }
            return Optional.empty();
        }
        if (keyFile != null) {
            return Optional.of(SigningKey.read(Inputs.file(keyFile), passphrase()));
        }
        Path own = ownFile();
        if (Files.exists(own)) {
            return Optional.of(SigningKey.read(own, NO_PASSPHRASE));
        }
        // Valid from yesterday on: dates in headers are local time.
        SigningKey made = SigningKey.create(OWNER, Instant.now().minus(Duration.ofDays(1)));
        try {
            made.write(own, NO_PASSPHRASE);
        } catch (FileAlreadyExistsException e) {
            // Another program made one in the meantime.
            return Optional.of(SigningKey.read(own, NO_PASSPHRASE));
        }
        spec.commandLine()
                .getErr()
                .println(ErrorLines.PREFIX + "made a key to sign with: " + own + "; keep it, --sign-key takes another");
        return Optional.of(made);
    }

    /** Returns the fingerprint of the user's own key, empty where there is none. */
    static Optional<String> ownFingerprint() throws IOException {
        Path own = ownFile();
        return Files.exists(own)
                ? Optional.of(SigningKey.read(own, NO_PASSPHRASE).fingerprint())
                : Optional.empty();
    }

    private static Path ownFile() {
        String named = System.getProperty(KEY_PROPERTY, "");
        return named.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".effigy", "signing-key.p12")
                : Path.of(named);
    }

    private char[] passphrase() throws IOException {
        if (passphrase.variable != null) {
            String value = System.getenv(passphrase.variable);
            if (value == null) {
                throw new InputException("--sign-key-passphrase-env: the environment variable of this name is not set;"
                        + " export it and give its name, not its value");
            }
            return value.toCharArray();
        }
        if (passphrase.file != null) {
            if (!Files.isRegularFile(passphrase.file) || Files.size(passphrase.file) > MOST_SECRET_BYTES) {
                throw new InputException(
                        "--sign-key-passphrase-file: there is no such file, or it is too long to hold a"
                                + " secret alone; check the path");
            }
            String text = Files.readString(passphrase.file, StandardCharsets.UTF_8);
            return text.replaceAll("[\\r\\n]+$", "").toCharArray();
        }
        if (System.console() == null) {
            throw new InputException(
                    "the key needs a passphrase: give --sign-key-passphrase-file or" + " --sign-key-passphrase-env");
        }
        return System.console().readPassword("Passphrase of the key: ");
    }
}
