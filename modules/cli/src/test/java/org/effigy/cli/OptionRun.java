package org.effigy.cli;

import java.nio.file.Path;

/**
 * One run of a row's command line.
 *
 * @param number of the run, from 1
 * @param folder of this run alone
 * @param result what it printed
 */
record OptionRun(int number, Path folder, CommandRun result) {
    /** The name of {@code {out}} in the folder. */
    static final String OUT = "out";

    Path out() {
        return folder.resolve(OUT);
    }

    /** Returns all that was printed. */
    String printed() {
        return result.out() + result.err();
    }
}
