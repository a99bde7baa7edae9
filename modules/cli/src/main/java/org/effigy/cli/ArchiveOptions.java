package org.effigy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.effigy.base.InputException;
import org.effigy.dicom.net.DimseAddress;
import org.effigy.dicom.net.DimseConnector;
import org.effigy.dicom.net.ImageArchive;
import org.effigy.dicom.web.Credentials;
import org.effigy.dicom.web.DicomWebArchive;
import org.effigy.dicom.web.TrustedCertificates;
import org.effigy.dicom.web.WebSettings;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of all commands that talk to an archive. Secrets come from files and variables alone. */
final class ArchiveOptions {
    private static final long MOST_SECRET_BYTES = 1 << 16;

    @Option(
            names = "--dimse",
            paramLabel = "AET@HOST:PORT",
            description = "Speak DICOM's own protocol, in place of DICOMweb; needs the dcm4che engine.")
    private String dimse;

    @Option(
            names = "--calling-aet",
            paramLabel = "AET",
            description = "With --dimse: the title to call as (default: ${DEFAULT-VALUE}).")
    private String callingAet = "EFFIGY";

    @ArgGroup
    private Secret secret = new Secret();

    /** Where the credentials are; at most one of these. */
    static final class Secret {
        @Option(names = "--token-env", paramLabel = "NAME", description = "Environment variable with a bearer token.")
        private String tokenVariable;

        @Option(names = "--token-file", paramLabel = "FILE", description = "File with a bearer token.")
        private Path tokenFile;

        @Option(names = "--basic-env", paramLabel = "NAME", description = "Environment variable with user:password.")
        private String basicVariable;

        @Option(names = "--basic-file", paramLabel = "FILE", description = "File with user:password.")
        private Path basicFile;
    }

    @Option(
            names = "--allow-http",
            description = "Send token or password without TLS to another machine; others can read them then.")
    private boolean allowHttp;

    @ArgGroup
    private Trust trust = new Trust();

    /** Which certificates to trust; at most one of these. */
    static final class Trust {
        @Option(
                names = "--ca-file",
                paramLabel = "PEM",
                description = "Trust the certificates of this file, in place of those that Java trusts.")
        private Path certificates;

        @Option(names = "--trust-store", paramLabel = "FILE", description = "The same from a PKCS 12 or JKS store.")
        private Path store;
    }

    @Option(
            names = "--trust-store-password-env",
            paramLabel = "NAME",
            description = "Environment variable with the store's password.")
    private String storePassword;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long the archive may be silent (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds = 60;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "How often to repeat what failed for the time being (default: ${DEFAULT-VALUE}).")
    private int retries = 5;

    int retries() {
        return retries;
    }

    /** Returns what a journal knows the archive by. */
    String name(String webAddress) {
        return webAddress == null
                ? "dimse:" + dimse
                : WebSettings.root(webAddress).toString();
    }

    /** Returns the archive that the options name. */
    ImageArchive open(CommandSpec spec, String webOption, String webAddress, BooleanSupplier stop) throws IOException {
        if ((webAddress == null) == (dimse == null)) {
            throw Inputs.usage(spec, "give one of " + webOption + " URL and --dimse AET@HOST:PORT");
        }
        if (timeoutSeconds < 1 || retries < 0 || retries > 100) {
            throw Inputs.usage(spec, "--timeout must be at least 1, --retries 0 to 100");
        }
        if (dimse != null) {
            DimseAddress address = Inputs.checked(spec, () -> DimseAddress.parse(dimse, callingAet));
            DimseConnector connector = DimseConnector.find()
                    .orElseThrow(() -> new InputException("--dimse needs the dcm4che engine, which this build does not"
                            + " have; start once with EFFIGY_DICOM_ENGINE=dcm4che to build it in, or use " + webOption
                            + " (DICOMweb)"));
            return connector.connect(address, stop);
        }
        WebSettings settings = new WebSettings(
                WebSettings.root(webAddress), credentials(), trusted(), Duration.ofSeconds(timeoutSeconds));
        if (settings.isOpenToOthers() && !allowHttp && settings.credentials() != Credentials.none()) {
            throw new InputException("the address begins with http, so others could read the token or password on the"
                    + " way; use https, or --allow-http");
        }
        return DicomWebArchive.at(settings, stop);
    }

    private Credentials credentials() throws IOException {
        if (secret.tokenVariable != null) {
            return Credentials.bearer(variable("--token-env", secret.tokenVariable));
        }
        if (secret.tokenFile != null) {
            return Credentials.bearer(content("--token-file", secret.tokenFile));
        }
        if (secret.basicVariable != null) {
            return Credentials.basic(variable("--basic-env", secret.basicVariable));
        }
        return secret.basicFile == null
                ? Credentials.none()
                : Credentials.basic(content("--basic-file", secret.basicFile));
    }

    private Optional<SSLContext> trusted() throws IOException {
        if (trust.certificates != null) {
            return Optional.of(TrustedCertificates.ofCertificates(Inputs.file(trust.certificates)));
        }
        if (trust.store == null) {
            return Optional.empty();
        }
        String password = storePassword == null ? "" : variable("--trust-store-password-env", storePassword);
        return Optional.of(TrustedCertificates.ofStore(Inputs.file(trust.store), password));
    }

    /** Returns a variable's value. The message does not repeat the name, which may be the secret itself by mistake. */
    private static String variable(String option, String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new InputException(option + ": the environment variable of this name is not set or empty; export it"
                    + " and give its name, not its value");
        }
        return value;
    }

    private static String content(String option, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            // Not the name: it may be the secret itself by mistake.
            throw new InputException(option + ": there is no file of this name; check the path");
        }
        if (Files.size(file) > MOST_SECRET_BYTES) {
            throw new InputException(option + ": the file is too long to hold a secret alone");
        }
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
