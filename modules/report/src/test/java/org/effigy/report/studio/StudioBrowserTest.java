package org.effigy.report.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.effigy.report.Browser;
import org.effigy.report.PlausibleEvaluation;
import org.effigy.report.WrittenRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live page in Chromium: wide and narrow, light and dark, while a run goes on. */
@Tag("slow")
final class StudioBrowserTest {
    @TempDir
    private Path folder;

    private static String checks() throws IOException {
        try (InputStream in = Browser.class.getResourceAsStream("checks.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void isReadableEverywhereAndFollowsARun() throws IOException {
        WrittenRun.write(folder.resolve("runs/ct"), 300);
        WrittenRun.write(folder.resolve("runs/chest"), 40);
        WrittenSamples.write(folder.resolve("synthetic"), 12);
        PlausibleEvaluation.make().write(Files.createDirectories(folder.resolve("eval")));
        Places places = Places.find(List.of(folder));
        String gallery = "samples/" + places.samples().keySet().iterator().next() + "/";
        String report =
                "evaluations/" + places.evaluations().keySet().iterator().next() + "/";
        try (Browser browser = Browser.open();
                Studio studio = Studio.start(StudioTest.source(folder, 0))) {
            for (int width : new int[] {1280, 390}) {
                for (String scheme : List.of("light", "dark")) {
                    for (String page : List.of("", gallery, report)) {
                        browser.show(width, scheme);
                        browser.open(studio.address() + page);
                        String where = "/" + page + " at " + width + " pixels, " + scheme;
                        assertEquals(List.of(), browser.list(checks()), where);
                        assertEquals(List.of(), browser.console(), where);
                        for (String request : browser.requests()) {
                            assertTrue(request.startsWith(studio.address().toString()), request);
                        }
                    }
                }
            }
            browser.open(studio.address().toString());
            assertTrue(browser.comes("document.body.innerText.includes('Step 300 of 2000')"));
            Files.writeString(folder.resolve("runs/ct/metrics.jsonl"), WrittenRun.line(301), StandardOpenOption.APPEND);
            WrittenRun.write(folder.resolve("runs/new"), 5);
            assertTrue(browser.comes("document.body.innerText.includes('Step 301 of 2000')"), "the page stands still");
            assertTrue(browser.comes("document.querySelectorAll('#runs > .card').length === 3"), "no new run");
            assertEquals(List.of(), browser.console());
            studio.close();
            assertTrue(browser.comes("document.body.innerText.includes('does not answer')"));
        }
    }
}
