package org.effigy.dicom.dcm4che;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dcm4che3.data.Attributes;
import org.dcm4che3.data.ElementDictionary;
import org.dcm4che3.data.Tag;
import org.dcm4che3.data.VR;
import org.effigy.dicom.net.ArchiveQuery;
import org.effigy.dicom.net.InstanceKey;
import org.effigy.dicom.net.SeriesKey;

/**
 * The identifiers of a query, level by level: studies first, then the series of each, as the hierarchical search of PS3.4,
 * C.4.1.3.1.1 demands.
 */
final class QueryKeys {
    /** Attributes of the patient and the study; all others that one may ask for are attributes of the series. */
    private static final Set<Integer> OF_STUDY = Set.of(
            Tag.StudyDate,
            Tag.StudyTime,
            Tag.AccessionNumber,
            Tag.PatientName,
            Tag.PatientID,
            Tag.IssuerOfPatientID,
            Tag.PatientBirthDate,
            Tag.PatientSex,
            Tag.PatientAge,
            Tag.StudyInstanceUID,
            Tag.StudyID,
            Tag.StudyDescription,
            Tag.ReferringPhysicianName,
            Tag.ModalitiesInStudy);

    private final List<ArchiveQuery.Match> study;
    private final List<ArchiveQuery.Match> series;

    private QueryKeys(List<ArchiveQuery.Match> study, List<ArchiveQuery.Match> series) {
        this.study = study;
        this.series = series;
    }

    static QueryKeys of(ArchiveQuery query) {
        List<ArchiveQuery.Match> study = new ArrayList<>();
        List<ArchiveQuery.Match> series = new ArrayList<>();
        for (ArchiveQuery.Match match : query.matches()) {
            (OF_STUDY.contains(match.tag()) ? study : series).add(match);
            if (match.tag() == Tag.Modality) {
                // Optional for an archive; one that knows it need not list its other studies.
                study.add(new ArchiveQuery.Match(Tag.ModalitiesInStudy, match.value()));
            }
        }
        return new QueryKeys(study, series);
    }

    Attributes study() {
        return keys("STUDY", study, Tag.StudyInstanceUID);
    }

    Attributes seriesOf(String studyInstanceUid) {
        Attributes keys = keys("SERIES", series, Tag.SeriesInstanceUID);
        keys.setString(Tag.StudyInstanceUID, VR.UI, studyInstanceUid);
        return keys;
    }

    static Attributes instancesOf(SeriesKey series) {
        Attributes keys = keys("IMAGE", List.of(), Tag.SOPInstanceUID);
        keys.setNull(Tag.SOPClassUID, VR.UI);
        keys.setString(Tag.StudyInstanceUID, VR.UI, series.studyInstanceUid());
        keys.setString(Tag.SeriesInstanceUID, VR.UI, series.seriesInstanceUid());
        return keys;
    }

    static Attributes of(InstanceKey instance) {
        Attributes keys = new Attributes();
        keys.setString(Tag.QueryRetrieveLevel, VR.CS, "IMAGE");
        keys.setString(Tag.StudyInstanceUID, VR.UI, instance.series().studyInstanceUid());
        keys.setString(Tag.SeriesInstanceUID, VR.UI, instance.series().seriesInstanceUid());
        keys.setString(Tag.SOPInstanceUID, VR.UI, instance.sopInstanceUid());
        return keys;
    }

    private static Attributes keys(String level, List<ArchiveQuery.Match> matches, int wanted) {
        Attributes keys = new Attributes();
        boolean ascii = matches.stream().allMatch(m -> m.value().chars().allMatch(c -> c < 0x80));
        if (!ascii) {
            keys.setString(Tag.SpecificCharacterSet, VR.CS, "ISO_IR 192");
        }
        keys.setString(Tag.QueryRetrieveLevel, VR.CS, level);
        keys.setNull(wanted, VR.UI);
        for (ArchiveQuery.Match match : matches) {
            keys.setString(match.tag(), ElementDictionary.vrOf(match.tag(), null), match.value());
        }
        return keys;
    }
}
