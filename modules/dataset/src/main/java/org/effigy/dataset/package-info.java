/**
 * Index, patient-wise split, preprocessing and batches.
 *
 * <p>Read first: {@link org.effigy.dataset.Indexer} and {@link org.effigy.dataset.ImageDataset}.
 */
package org.effigy.dataset;
