package org.effigy.dicom;

/**
 * Where the pixel data of a file lies, found without reading it. All of it is there: whatever the lengths in the file say
 * was compared with the length of the file.
 *
 * @param headerBytes the length of everything before its value
 * @param start the position of its first byte, of encapsulated data that of the first item behind the offset table
 * @param length how many bytes it has, heads of items included
 * @param fragments how many items there are behind the offset table, -1 for native pixel data
 */
public record PixelDataPlace(long headerBytes, long start, long length, int fragments) {
    /** Says whether the pixel data is in fragments. */
    public boolean isEncapsulated() {
        return fragments >= 0;
    }
}
