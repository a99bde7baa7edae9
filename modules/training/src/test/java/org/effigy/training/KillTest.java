package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends a trainer's process as {@code kill -9} does: at once, with nothing flushed, closed or unlocked. */
class KillTest {
    private static final int KILLED = 137;
    private static final TrainingConfig CONFIG = ToyRuns.ddpm().withCadence(new Cadence(5, 0, 2));

    @TempDir
    private Path folder;

    /** The process that is killed after step 13. */
    public static void main(String[] args) throws IOException {
        TrainingListener killer = new TrainingListener() {
            @Override
            public void stepped(StepMetrics metrics) {
                if (metrics.step() == 13) {
                    Runtime.getRuntime().halt(KILLED);
                }
            }
        };
        Trainer.train(ToyRuns.job(Path.of(args[0]), CONFIG), killer, ToyRuns.QUIET, () -> false);
    }

    @Test
    @Tag("slow")
    void theSameCommandEndsWithTheWeightsOfAnUnbrokenRun() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        for (String property :
                List.of("org.bytedeco.javacpp.platform.extension", "org.eclipse.deeplearning4j.helpers.disable")) {
            String value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        command.add(KillTest.class.getName());
        command.add(folder.resolve("killed").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(KILLED, process.waitFor(), output);
        assertEquals(
                10,
                RunDirectory.step(
                        RunDirectory.checkpoints(folder.resolve("killed")).get(0)));

        Path killed =
                ToyRuns.train(ToyRuns.job(folder.resolve("killed"), CONFIG)).checkpoint();
        Path whole = ToyRuns.train(ToyRuns.job(folder.resolve("whole"), CONFIG)).checkpoint();
        assertEquals(ToyRuns.bits(whole), ToyRuns.bits(killed));
    }
}
