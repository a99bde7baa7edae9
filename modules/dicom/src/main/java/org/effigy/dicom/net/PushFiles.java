package org.effigy.dicom.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;

/** Finds what can be sent in a folder: DICOM instances by content, in the order of their paths. Links are not followed. */
final class PushFiles {
    private static final String MEDIA_STORAGE_DIRECTORY = "1.2.840.10008.1.3.10";

    /** What cannot be sent, by the file's number. */
    record Unfit(int number, Path file, String reason) {}

    private final List<OutgoingInstance> instances = new ArrayList<>();
    private final List<Integer> real = new ArrayList<>();
    private final List<Unfit> unfit = new ArrayList<>();
    private int others;

    private PushFiles() {}

    /** Looks at all files; reads no pixels. */
    static PushFiles find(Path folder) throws IOException {
        PushFiles found = new PushFiles();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
        for (int i = 0; i < files.size(); i++) {
            found.add(i + 1, files.get(i));
        }
        return found;
    }

    private void add(int number, Path file) {
        try {
            if (!Dicom.looksLikeDicom(file)) {
                others++;
                return;
            }
            DicomFile header = Dicom.readHeader(file);
            DataSet dataSet = header.dataSet();
            String sopClass = dataSet.string(Tag.SOPClassUID)
                    .or(() -> header.fileMeta().string(Tag.MediaStorageSOPClassUID))
                    .orElse("");
            String sopInstance = dataSet.string(Tag.SOPInstanceUID).orElse("");
            if (sopClass.equals(MEDIA_STORAGE_DIRECTORY) || dataSet.contains(Tag.DirectoryRecordSequence)) {
                others++;
            } else if (!Uids.isUid(sopClass) || !Uids.isUid(sopInstance)) {
                unfit.add(
                        new Unfit(number, file, "SOPClassUID (0008,0016) or SOPInstanceUID (0008,0018) is not a UID"));
            } else {
                instances.add(new OutgoingInstance(
                        number, file, Files.size(file), sopClass, sopInstance, header.transferSyntaxUid()));
                if (!dataSet.string(Tag.SyntheticData)
                        .map(String::strip)
                        .orElse("")
                        .equals("YES")) {
                    real.add(number);
                }
            }
        } catch (InputException e) {
            unfit.add(new Unfit(number, file, e.getMessage()));
        } catch (IOException e) {
            // The message of such an exception is often the file's name.
            unfit.add(new Unfit(number, file, "cannot be read (" + e.getClass().getSimpleName() + ")"));
        }
    }

    List<OutgoingInstance> instances() {
        return instances;
    }

    /** Returns the numbers of the instances that do not say they are synthetic. */
    List<Integer> real() {
        return real;
    }

    List<Unfit> unfit() {
        return unfit;
    }

    /** Returns how many files are no DICOM instances. */
    int others() {
        return others;
    }
}
