package org.effigy.networks.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code nvidia-smi} prints, and what it means. */
final class NvidiaSmi {
    /** What is asked for. The name comes last but for the fields after it, which hold no comma. */
    static final List<String> FIELDS = List.of(
            "index",
            "uuid",
            "name",
            "compute_cap",
            "driver_version",
            "memory.total",
            "memory.free",
            "mig.mode.current");

    private static final String NAME = "name";
    private static final Pattern UNKNOWN_FIELD = Pattern.compile("Field \"([^\"]+)\" is not a valid field to query");
    private static final Pattern CARD = Pattern.compile("GPU (\\d+): .*");
    private static final Pattern SLICE =
            Pattern.compile("\\s+MIG (\\S+)\\s+Device\\s+\\d+:\\s+\\(UUID: (MIG-[^)\\s]+)\\)\\s*");

    private NvidiaSmi() {}

    /** Returns the words that ask for these fields. */
    static List<String> query(List<String> fields) {
        return List.of("--query-gpu=" + String.join(",", fields), "--format=csv,noheader,nounits");
    }

    /** Returns the field that this driver does not know, if that is what the answer says. */
    static Optional<String> unknownField(String answer) {
        Matcher found = UNKNOWN_FIELD.matcher(answer);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /** Returns the cards of an answer to these fields; lines that describe none are passed over. */
    static List<Card> cards(List<String> fields, String answer) {
        return answer.lines().flatMap(line -> card(fields, line).stream()).toList();
    }

    private static Optional<Card> card(List<String> fields, String line) {
        String[] cells = line.split(",", -1);
        int more = cells.length - fields.size();
        Map<String, String> values = new HashMap<>();
        int next = 0;
        for (String field : more < 0 ? List.<String>of() : fields) {
            int width = field.equals(NAME) ? more + 1 : 1;
            values.put(
                    field,
                    String.join(",", Arrays.copyOfRange(cells, next, next + width))
                            .strip());
            next += width;
        }
        if (!values.getOrDefault("index", "").matches("\\d{1,4}")) {
            return Optional.empty();
        }
        String name = values.get(NAME);
        String uuid = values.getOrDefault("uuid", "");
        return Optional.of(new Card(
                Integer.parseInt(values.get("index")),
                uuid.startsWith("GPU-") ? uuid : "",
                name,
                ComputeCapability.parse(values.getOrDefault("compute_cap", "")).or(() -> CardNames.capability(name)),
                DriverVersion.parse(values.getOrDefault("driver_version", "")),
                mebibytes(values.getOrDefault("memory.total", "")),
                mebibytes(values.getOrDefault("memory.free", "")),
                values.getOrDefault("mig.mode.current", "").equals("Enabled"),
                List.of()));
    }

    private static OptionalLong mebibytes(String text) {
        String number =
                text.endsWith("MiB") ? text.substring(0, text.length() - 3).strip() : text;
        return number.matches("\\d{1,12}") ? OptionalLong.of(Long.parseLong(number)) : OptionalLong.empty();
    }

    /** Returns the MIG slices in an answer to {@code nvidia-smi -L}, by the index of their card. */
    static Map<Integer, List<MigSlice>> slices(String answer) {
        Map<Integer, List<MigSlice>> slices = new LinkedHashMap<>();
        int card = -1;
        for (String line : answer.lines().toList()) {
            Matcher cardLine = CARD.matcher(line);
            Matcher slice = SLICE.matcher(line);
            if (cardLine.matches()) {
                card = Integer.parseInt(cardLine.group(1));
            } else if (slice.matches()) {
                slices.computeIfAbsent(card, c -> new ArrayList<>()).add(new MigSlice(slice.group(1), slice.group(2)));
            }
        }
        return slices;
    }

    /** Returns whether the answer says that there is a driver and no card. */
    static boolean saysNoCard(String answer) {
        return answer.contains("No devices were found");
    }

    /** Returns in one line why an answer holds no card, and what to do. */
    static String problem(int exitCode, String answer) {
        if (answer.contains("couldn't communicate with the NVIDIA driver")) {
            return "nvidia-smi cannot reach the NVIDIA driver; install the driver, or load it (restart the machine)";
        }
        if (answer.contains("Driver/library version mismatch")) {
            return "the NVIDIA driver was updated and the old one is still loaded; restart the machine";
        }
        if (answer.contains("libnvidia-ml")) {
            return "nvidia-smi is there, but the driver's libraries are not; install the NVIDIA driver";
        }
        if (answer.contains("GPU is lost") || answer.contains("requires reset")) {
            return "an NVIDIA card does not answer its driver any more; restart the machine";
        }
        if (answer.contains("Insufficient Permissions") || answer.contains("Failed to initialize NVML")) {
            return "nvidia-smi cannot open the card; check the permissions of /dev/nvidia*, in a container how it was"
                    + " given the card (docker run --gpus all)";
        }
        return "nvidia-smi failed with exit code " + exitCode + "; run it to see why";
    }
}
