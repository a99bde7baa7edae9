package org.effigy.dicom.convert;

import java.util.List;

/**
 * What became of a conversion.
 *
 * @param files how many files were looked at
 * @param converted how many of them were converted
 * @param images how many files were written; more than converted where files have several frames
 * @param inColor how many of the converted files were in colour and are grey now
 * @param shifted how many of the converted files have negative stored values, which PNG holds plus a number
 * @param leftOut files without an image and files that are not DICOM
 * @param failed files that could not be converted; nothing was written for them
 */
public record ConversionReport(
        int files, int converted, int images, int inColor, int shifted, List<Item> leftOut, List<Item> failed) {
    /**
     * A file that was not converted.
     *
     * @param id its number, from 1, among all files of the tree in the order of their relative paths
     * @param reason why, in one line without header values and file names
     */
    public record Item(int id, String reason) {}

    public ConversionReport {
        leftOut = List.copyOf(leftOut);
        failed = List.copyOf(failed);
    }
}
