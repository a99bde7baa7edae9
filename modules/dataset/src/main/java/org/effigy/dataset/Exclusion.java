package org.effigy.dataset;

/**
 * A file, or a frame of one, that the index leaves out.
 *
 * @param number 0, 1, ...; what reports call {@code left out 0003}
 * @param path relative to the index's root; local knowledge that no message repeats
 * @param detail what was found and what to do, without header values or names; may be ""
 */
public record Exclusion(int number, String path, ExclusionReason reason, String detail) {}
