package org.effigy.dicom.net;

import java.util.List;

/**
 * Which series to look for: all matches must hold.
 *
 * @param matches attributes of series and studies with the values wanted; none means every series
 */
public record ArchiveQuery(List<Match> matches) {
    /**
     * One attribute.
     *
     * @param tag e.g. {@link org.effigy.dicom.data.Tag#Modality}
     * @param value as in PS3.4, C.2.2.2: a single value, one with wildcards, or a range of dates
     */
    public record Match(int tag, String value) {}

    public ArchiveQuery {
        matches = List.copyOf(matches);
    }
}
