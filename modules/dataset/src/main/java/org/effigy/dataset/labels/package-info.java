/**
 * Tables of labels: which class, patient and part a table gives to a file, and which DICOM attributes may be classes.
 *
 * <p>Read first: {@link org.effigy.dataset.labels.LabelSource} and {@link org.effigy.dataset.labels.LabelTable}. Never put
 * here: anything that looks into image files.
 *
 * <h2>Label table</h2>
 *
 * <p>UTF-8 text after RFC 4180; the separator is the comma, semicolon or tab that occurs most in the header line. Columns
 * are named by {@link org.effigy.dataset.labels.CsvColumns}; others are ignored. A file is found by its path from the data
 * folder, else by its path from the table, else by its name where only one file has it. Files without a label are left
 * out; rows without a file are counted. A table that puts one patient into two splits is refused. With a separator of values a
 * label may have several, such as {@code Effusion|Mass}.
 *
 * <p>A column {@code mask} names for an image the grey picture of a region in it, such as a lesion, white on black, in the image's
 * size: a path from the table's folder, else from the data folder, in which it must lie. An all-black picture says that there is no
 * region; an empty field says nothing. Masks are left out as images.
 */
package org.effigy.dataset.labels;
