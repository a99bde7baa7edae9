package org.effigy.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A run's folder with invented numbers, as training would write it. */
public final class WrittenRun {
    private WrittenRun() {}

    /** Writes a run that has done some steps. */
    public static Path write(Path folder, int steps) throws IOException {
        Files.createDirectories(folder.resolve("previews"));
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"version": 1, "codeVersion": "0.1.0-test",
                 "training": {"preset": "small", "steps": 2000, "batch": 16, "seed": 3, "labelDropout": 0.1,
                  "model": {"family": "ddpm", "size": 64, "classes": 2, "timesteps": 1000, "schedule": "cosine"},
                  "optimisation": {"adam": {"learningRate": 5.0E-4, "beta1": 0.9}, "clipNorm": 1.0, "emaDecay": 0.999}},
                 "data": {"preprocessing": {"size": 64, "range": {"kind": "hounsfield", "low": -1000.0, "high": 400.0},
                   "modality": "CT", "bodyPart": "CHEST"},
                  "classNames": ["CONTRAST", "PLAIN"], "classCounts": [30, 30], "fingerprint": "%s",
                  "realImages": 60, "syntheticImages": 0}}
                """
                        .formatted("d9df".repeat(16)));
        Files.writeString(
                folder.resolve("environment.json"),
                """
                {"codeVersion": "0.1.0-test", "processor": "a processor", "device": "cpu", "precision": "float32", "threads": 2}
                """);
        Files.writeString(folder.resolve("log.txt"), "2026-11-27T20:00:00 started\n");
        StringBuilder metrics = new StringBuilder();
        for (int step = 1; step <= steps; step++) {
            metrics.append(line(step));
        }
        Files.writeString(folder.resolve("metrics.jsonl"), metrics);
        Files.write(
                folder.resolve("previews/step-00000500.png"),
                DrawnPictures.picture(2, "", false).png());
        return folder;
    }

    /** Returns a line of metrics. */
    public static String line(int step) {
        double mean = 0.1 + 0.9 * Math.exp(-step / 200.0);
        double loss = mean * (1 + 0.25 * Math.sin(step * 12.9898));
        return String.format(
                Locale.ROOT,
                "{\"step\":%d,\"loss\":%.5f,\"meanLoss\":%.5f,\"gradientNorm\":0.5,\"learningRate\":%.6f,"
                        + "\"imagesPerSecond\":31.2,\"elapsedSeconds\":%.1f}%n",
                step,
                loss,
                mean,
                5e-4 * Math.min(1, step / 100.0),
                step * 0.5);
    }
}
