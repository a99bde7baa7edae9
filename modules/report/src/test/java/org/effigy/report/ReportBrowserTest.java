package org.effigy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report in Chromium: wide and narrow, light, dark and on paper. */
@Tag("slow")
final class ReportBrowserTest {
    @TempDir
    private Path folder;

    /** Returns the script that lists what is wrong with a page. */
    static String checks() throws IOException {
        try (InputStream in = ReportBrowserTest.class.getResourceAsStream("checks.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void isReadableEverywhereAndAsksForNothing() throws IOException {
        try (Browser browser = Browser.open()) {
            Path html = folder.resolve("report.html");
            ReportTest.everything(folder.resolve("run"), true).write(html);
            for (int width : new int[] {1280, 390}) {
                for (String scheme : List.of("light", "dark", "print")) {
                    browser.show(width, scheme);
                    browser.open(html.toUri().toString());
                    String where = width + " pixels, " + scheme;
                    assertEquals(List.of(), browser.list(checks()), where);
                    assertEquals(List.of(), browser.console(), where);
                    assertEquals(List.of(html.toUri().toString()), browser.requests(), where);
                }
            }
        }
    }

    @Test
    void canBeUsedByKeyboardAndSkipsToTheContent() throws IOException {
        try (Browser browser = Browser.open()) {
            Path html = folder.resolve("report.html");
            ReportTest.everything(folder.resolve("run"), false).write(html);
            browser.show(390, "light");
            browser.open(html.toUri().toString());
            String tabbable = "return [...document.querySelectorAll('a[href], [tabindex]')].slice(0, 3)"
                    + ".map(e => e.getAttribute('href') || e.tagName);";
            assertEquals(List.of("#content", "#verdicts", "#scorecard"), browser.list(tabbable));
            String dead = "return [...document.querySelectorAll('a[href^=\"#\"]')]"
                    + ".filter(a => !document.getElementById(a.getAttribute('href').slice(1))).map(a => a.href);";
            assertEquals(List.of(), browser.list(dead));
            String boxes = "return [...document.querySelectorAll('.scroll')]"
                    + ".filter(e => e.scrollWidth > e.clientWidth && e.tabIndex < 0).map(e => e.ariaLabel);";
            assertEquals(List.of(), browser.list(boxes));
        }
    }
}
