package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.effigy.testsupport.Mutations;
import org.effigy.testsupport.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken manifests end in a typed error, in bounded time and memory. */
class HostileManifestTest {
    private static final long SEED = 20261122;
    private static final int CASES = 400;
    private static final Sandbox.Limits LIMITS = new Sandbox.Limits(2000, 64L << 20);
    private static final String MANIFEST =
            """
            {
              "format" : "effigy-samples",
              "version" : 4,
              "family" : "ddpm",
              "checkpointSha256" : "00",
              "step" : 5,
              "weights" : "ema",
              "seed" : 7,
              "className" : "",
              "sampler" : null,
              "export" : null,
              "codeVersion" : "test",
              "images" : [ {
                "index" : 1,
                "seed" : "123",
                "className" : "",
                "file" : "0001.dcm",
                "sha256" : "00",
                "attempt" : 2,
                "descriptor" : "AAAA"
              }, null ],
              "gate" : {
                "state" : "on",
                "sha256" : "00",
                "rejected" : [ { "index" : 1, "attempt" : 0, "seed" : "5", "reason" : "NEAR_COPY" }, null ]
              }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void noDamagedManifestBreaksTheProgram() throws IOException {
        List<String> findings = new ArrayList<>();
        try (Sandbox sandbox = new Sandbox()) {
            for (int i = 0; i < CASES; i++) {
                Random random = new Random(SEED + i);
                Path hostile = Files.createDirectory(folder.resolve("hostile" + i));
                byte[] damaged = i % 3 == 0
                        ? Mutations.damage(MANIFEST.getBytes(StandardCharsets.UTF_8), random)
                        : Mutations.damageJson(MANIFEST, random).getBytes(StandardCharsets.UTF_8);
                Files.write(hostile.resolve(SampleManifest.FILE), damaged);
                String finding = sandbox.run(() -> SampleManifest.read(hostile), LIMITS);
                if (!finding.isEmpty()) {
                    findings.add("case " + i + ": " + finding);
                }
            }
        }
        assertEquals("", String.join("\n", findings));
    }
}
