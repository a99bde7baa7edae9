/**
 * The {@code effigy} command: one class per sub-command, each of which only reads its options, checks them and calls the
 * other modules.
 *
 * <p>Read first: {@link org.effigy.cli.Effigy} and {@link org.effigy.cli.TrainCommand}. This is the only package that
 * writes to the terminal or ends the process. Never put here: anything another program than the command line would
 * want.
 *
 * <h2>The recorded command, version 1</h2>
 *
 * <p>{@code command.json} beside an evaluation: {@code version} 1 and {@code words}, the command line behind the program's name without
 * {@code --out}, with absolute paths. {@code replay} runs it again and {@code report} finds the images by it. It names folders of
 * data, so it stays on the machine that holds them. A reader takes one of another version as missing.
 */
package org.effigy.cli;
