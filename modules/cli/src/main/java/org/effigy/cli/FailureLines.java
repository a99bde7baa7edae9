package org.effigy.cli;

import java.io.PrintWriter;
import java.util.List;

/** The lines about what failed in a bulk job: the first ones, and how many more. */
final class FailureLines {
    private static final int MOST = 100;

    private FailureLines() {}

    static void print(List<String> lines, PrintWriter err) {
        lines.stream().limit(MOST).forEach(line -> err.println("effigy: " + line));
        if (lines.size() > MOST) {
            err.println("effigy: and " + (lines.size() - MOST) + " more failures");
        }
    }
}
