/**
 * The built-in codec: reads and writes files of PS3.10 without any library.
 *
 * <p>Read first: {@link org.effigy.dicom.codec.BuiltInCodec} and {@code DataSetReader}. Every length a file states is
 * checked against what is left before anything is allocated, and depth, number of elements and total size are limited, so
 * a hostile file ends in a {@link org.effigy.dicom.data.DicomException}. Never put here: pixel decoding, and anything that
 * knows what an attribute means beyond its encoding.
 */
package org.effigy.dicom.codec;
