package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.Sight.beside;
import static org.effigy.cli.Sight.printed;
import static org.effigy.cli.Sight.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The table's rows for {@code effigy push} and {@code effigy pull}: what an archive on this machine is asked and sent. */
final class ArchiveOptionRowsTest extends OptionTable {
    /** Set for tests by the build, to {@code token-of-tests} and {@code user:word-of-tests}. */
    private static final String TOKEN = "EFFIGY_TEST_TOKEN";

    private static final String BASIC = "EFFIGY_TEST_BASIC";
    private static final String PUSH = "push {images} --stow {url} --state {out}.journal --retries 0";
    private static final String PULL = "pull --qido {url} --out {out} --retries 0";

    @TempDir
    private Path data;

    private RecordingArchive archive;
    private RecordingArchive secure;

    @BeforeEach
    void openTheArchives() throws IOException, GeneralSecurityException, InterruptedException {
        Path images = data.resolve("images");
        effigy("phantom", images, "-n", 3, "--size", 64);
        Path store = data.resolve("server.p12");
        keytool(store, "-genkeypair", "-alias", "s", "-keyalg", "EC", "-dname", "CN=test", "-ext", "SAN=IP:127.0.0.1");
        keytool(
                store,
                "-exportcert",
                "-alias",
                "s",
                "-rfc",
                "-file",
                data.resolve("ca.pem").toString());
        keytool(
                data.resolve("trust.p12"),
                "-importcert",
                "-noprompt",
                "-file",
                data.resolve("ca.pem").toString());
        archive = RecordingArchive.open(images);
        secure = RecordingArchive.secure(images, store, "token-of-tests");
    }

    private static void keytool(Path store, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(words));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", "token-of-tests"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    @AfterEach
    void closeTheArchives() {
        archive.close();
        secure.close();
    }

    @Override
    List<OptionRow> rows() {
        List<OptionRow> rows = new ArrayList<>();
        for (String line : List.of(PUSH, PULL)) {
            rows.addAll(secrets(line));
            rows.addAll(connection(line));
        }
        rows.addAll(push());
        rows.addAll(pull());
        return rows;
    }

    /** Looks at the authorization of the first request of a run, "null" for none. */
    private Sight authorization() {
        return asked("^\\S+ \\S+ (.*)$");
    }

    /** Looks at the first group of a pattern in the first request of a run. */
    private Sight asked(String regex) {
        return run -> archive.requests("/run-" + run.number()).stream()
                .findFirst()
                .map(request -> request.replaceAll(regex, "$1"))
                .orElse(run.printed());
    }

    /** Looks at how many requests with a method a run sent. */
    private Sight count(String method) {
        return run -> String.valueOf(archive.requests("/run-" + run.number()).stream()
                .filter(request -> request.startsWith(method))
                .count());
    }

    private List<OptionRow> secrets(String line) {
        String basic = "Basic " + Base64.getEncoder().encodeToString("user:word".getBytes(StandardCharsets.UTF_8));
        String basicOfTests =
                "Basic " + Base64.getEncoder().encodeToString("user:word-of-tests".getBytes(StandardCharsets.UTF_8));
        String abroad = line.replace("{url}", "http://archive.invalid/rs") + " --token-file {token}";
        return List.of(
                option("--token-env " + TOKEN).in(line).shows(authorization(), null, "Bearer token-of-tests"),
                option("--token-file {token}").in(line).shows(authorization(), null, "Bearer a-token"),
                option("--basic-env " + BASIC).in(line).shows(authorization(), null, basicOfTests),
                option("--basic-file {basic}").in(line).shows(authorization(), null, basic),
                option("--allow-http")
                        .in(abroad)
                        .shows(printed("(use https, or --allow-http)"), "use https, or --allow-http", ""));
    }

    private List<OptionRow> connection(String line) {
        String address = line.startsWith("push") ? "--stow {url}" : "--qido {url}";
        String dimse = line.replace(address, "--dimse A@127.0.0.1:9");
        String tls = line.replace("{url}", "{secure-url}");
        Sight code = refusal();
        String store = " --trust-store {trust.p12}";
        return List.of(
                option(address).in(line.replace(address + " ", "")).shows(code, "exit 2", "exit 0"),
                option("--dimse A@127.0.0.1:9")
                        .in(line.replace(address + " ", ""))
                        .shows(code, "exit 2", "exit 1"),
                option("--calling-aet SEVENTEEN-LETTERS")
                        .in(dimse)
                        .shows(refusal("calling AE title"), "exit 1", "exit 2 calling AE title"),
                option("--ca-file {ca.pem}").in(tls).shows(code, "exit 1", "exit 0"),
                option("--trust-store {trust.p12}")
                        .in(tls + " --trust-store-password-env " + TOKEN)
                        .shows(code, "exit 1", "exit 0"),
                option("--trust-store-password-env " + TOKEN).in(tls + store).shows(code, "exit 1", "exit 0"),
                option("--timeout 1").in(line.replace("{url}", "{url}/slow")).shows(code, "exit 0", "exit 1"),
                option("--retries 1").in(line.replace("{url}", "{url}/busy")).shows(code, "exit 1", "exit 0"));
    }

    private List<OptionRow> push() {
        return List.of(
                option("--state {out}.state").in(PUSH).shows(beside(), "out.journal", "out.state"),
                option("--result {out}.json").in(PUSH).shows(beside(), "out.journal", "out.journal out.json"),
                option("--batch 1").in(PUSH).shows(count("POST"), 1, 3),
                option("--allow-real")
                        .in(PUSH.replace("{images}", "{real}"))
                        .shows(refusal("marked synthetic"), "exit 1 marked synthetic", "exit 0"));
    }

    private List<OptionRow> pull() {
        List<OptionRow> rows = new ArrayList<>();
        for (String match : List.of(
                "--modality CT Modality=CT",
                "--body-part CHEST BodyPartExamined=CHEST",
                "--study-date 20200101- StudyDate=20200101-",
                "--study 1.2.3 StudyInstanceUID=1.2.3",
                "--series 1.2.4 SeriesInstanceUID=1.2.4",
                "--match StudyID=7 StudyID=7")) {
            String[] words = match.split(" ");
            rows.add(option(words[0] + " " + words[1])
                    .in(PULL)
                    .shows(asked("^GET \\S+/series\\?((?:(?!limit=)\\S)*?)&?limit=.*$"), "", words[2]));
        }
        rows.add(option("--out {out}-b").in(PULL).shows(beside(), "out", "out-b"));
        rows.add(option("--result {out}.json").in(PULL).shows(beside(), "out", "out out.json"));
        Sight fetched = printed("(\\d) fetched");
        rows.add(option("--limit 1").in(PULL).shows(fetched, 3, 1));
        rows.add(option("--per-series 1").in(PULL).shows(fetched, 3, 2));
        rows.add(option("--max-mb 1").in(PULL.replace("{url}", "{url}/large")).shows(fetched, 3, 0));
        return rows;
    }

    @Override
    String word(String name, int run) {
        return (name.equals("secure-url") ? secure : archive).root() + "/run-" + run;
    }

    @Override
    Map<String, Maker> places() {
        Map<String, Maker> places = new TreeMap<>();
        places.put("images", path -> OptionData.copy(data.resolve("images"), path));
        places.put("real", path -> {
            Path phantom = data.resolve("images/ct-000000.dcm");
            TestDicom.edited(phantom, path.resolve("real.dcm"), "SyntheticData=NO");
        });
        places.put("token", path -> Files.writeString(path, "a-token\n"));
        places.put("basic", path -> Files.writeString(path, "user:word\n"));
        places.put("ca.pem", path -> Files.copy(data.resolve("ca.pem"), path));
        places.put("trust.p12", path -> Files.copy(data.resolve("trust.p12"), path));
        return places;
    }
}
