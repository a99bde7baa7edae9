/**
 * The {@code effigy} command: one class per sub-command, each of which only reads its options, checks them and calls the
 * other modules.
 *
 * <p>Read first: {@link org.effigy.cli.Effigy} and {@link org.effigy.cli.TrainCommand}. This is the only package that
 * writes to the terminal or ends the process. Never put here: anything another program than the command line would
 * want.
 */
package org.effigy.cli;
