package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Runs the PyTorch twins in src/test/python; skips the running test where python3 has no torch. */
public final class Torch {
    private Torch() {}

    public static void run(String script, Map<String, String> environment, Object... arguments) throws Exception {
        String python = "";
        for (String candidate : List.of("python3", "/usr/bin/python3")) {
            if (start(candidate, Map.of(), "-c", "import torch, numpy") == 0) {
                python = candidate;
            }
        }
        Assumptions.assumeFalse(python.isEmpty(), "skipped: python3 has no torch");
        List<String> command = new ArrayList<>();
        command.add(Paths.get("src", "test", "python", script).toString());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        assertEquals(0, start(python, environment, command.toArray(String[]::new)), script + " failed, see above");
    }

    private static int start(String python, Map<String, String> environment, String... arguments)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(python));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        boolean probe = arguments[0].equals("-c");
        builder.redirectError(probe ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.INHERIT);
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            return -1;
        }
    }
}
