/**
 * What makes a training fail without a word, as rules on plain numbers: each looks at one thing and gives a warning that says what was
 * found and what to do.
 *
 * <p>Read first: {@link org.effigy.training.doctor.Warning} and {@link org.effigy.training.doctor.DataRules}. Limits stand beside
 * each rule, with what they were measured on. Never put here: files, the training loop, names of labels or files.
 */
package org.effigy.training.doctor;
