package org.effigy.dicom.net;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomException;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.Tag;
import org.effigy.dicom.net.ArchiveException.Kind;

/**
 * Fetches the instances that match a query into a folder. A file is named by the hash of its SOPInstanceUID, never by
 * anything the archive says; it has this name only when it is complete, is DICOM and is the instance that was asked for. The
 * same call goes on where an earlier one was interrupted.
 */
public final class Pull {
    private static final int PAGE = 200;
    private static final int NAME_DIGITS = 32;
    private static final int MOST_FAILURES_IN_A_ROW = 5;
    private static final String ENDING = ".dcm";

    private final ImageArchive archive;
    private final Retries retries;
    private final PullOptions options;
    private final Path out;
    private final List<PullReport.Failure> failures = new ArrayList<>();
    private int fetched;
    private int present;
    private int failuresInARow;

    private Pull(ImageArchive archive, Retries retries, PullOptions options, Path out) {
        this.archive = archive;
        this.retries = retries;
        this.options = options;
        this.out = out;
    }

    /**
     * Fetches what the folder does not have yet.
     *
     * @param out a folder; made when there is something to fetch
     * @throws InputException if the query itself fails
     */
    public static PullReport run(
            Path out, ImageArchive archive, Retries retries, PullOptions options, Progress.Factory progress)
            throws IOException {
        return new Pull(archive, retries, options, out).run(progress);
    }

    private PullReport run(Progress.Factory progress) throws IOException {
        Set<InstanceKey> found = new LinkedHashSet<>();
        String stoppedBecause = "";
        try {
            find(found);
        } catch (ArchiveException e) {
            if (found.isEmpty() || e.kind() == Kind.STOPPED) {
                throw e;
            }
            failures.add(new PullReport.Failure(0, "the search ended early: " + e.getMessage()));
        }
        if (!found.isEmpty()) {
            Files.createDirectories(out);
            removePartials();
        }
        try (Progress bar = progress.start("pull", "files", found.size())) {
            int number = 0;
            for (InstanceKey instance : found) {
                fetch(++number, instance);
                bar.done(number);
            }
        } catch (ArchiveException e) {
            stoppedBecause = e.getMessage();
        }
        return new PullReport(found.size(), fetched, present, failures, stoppedBecause);
    }

    private void removePartials() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            for (Path file : files.filter(Pull::isPartial).toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean isPartial(Path file) {
        String name = file.getFileName().toString();
        return name.matches("\\.[0-9a-f]{" + NAME_DIGITS + "}\\" + AtomicFiles.PARTIAL) && Files.isRegularFile(file);
    }

    /** Adds the instances, series by series. An archive that repeats a page for ever is noticed. */
    private void find(Set<InstanceKey> found) throws IOException {
        Set<SeriesKey> all = new LinkedHashSet<>();
        for (int offset = 0; found.size() < options.limit(); ) {
            int from = offset;
            List<SeriesKey> page = retries.call(() -> archive.findSeries(options.query(), from, PAGE));
            List<SeriesKey> fresh = page.stream().filter(all::add).toList();
            for (SeriesKey series : fresh) {
                findInstances(series, found);
                if (found.size() >= options.limit()) {
                    return;
                }
            }
            if (fresh.isEmpty()) {
                return;
            }
            offset += page.size();
        }
    }

    private void findInstances(SeriesKey series, Set<InstanceKey> found) throws IOException {
        int wanted = Math.min(options.perSeries(), options.limit() - found.size());
        for (int offset = 0; wanted > 0; ) {
            int from = offset;
            int most = Math.min(wanted, PAGE);
            List<InstanceKey> page = retries.call(() -> archive.findInstances(series, from, most));
            int before = found.size();
            page.stream().limit(wanted).forEach(found::add);
            if (found.size() == before) {
                return;
            }
            wanted -= found.size() - before;
            offset += page.size();
        }
    }

    private void fetch(int number, InstanceKey instance) throws IOException {
        String name = Hashes.sha256(instance.sopInstanceUid().getBytes(StandardCharsets.US_ASCII))
                .substring(0, NAME_DIGITS);
        Path target = out.resolve(name + ENDING);
        if (Files.exists(target)) {
            present++;
            return;
        }
        Path partial = out.resolve("." + name + AtomicFiles.PARTIAL);
        try {
            retries.call(() -> {
                download(instance, partial);
                return partial;
            });
            check(instance, partial);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            fetched++;
            failuresInARow = 0;
        } catch (DicomException e) {
            failures.add(new PullReport.Failure(number, "not a sound DICOM file: " + e.getMessage()));
        } catch (ArchiveException e) {
            if (e.kind() == Kind.FATAL || e.kind() == Kind.STOPPED) {
                throw e;
            }
            failures.add(new PullReport.Failure(number, e.getMessage()));
            if (e.kind() == Kind.TRANSIENT && ++failuresInARow >= MOST_FAILURES_IN_A_ROW) {
                throw new ArchiveException(
                        Kind.FATAL, MOST_FAILURES_IN_A_ROW + " files in a row failed; the last one: " + e.getMessage());
            }
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private void download(InstanceKey instance, Path partial) throws IOException {
        try (OutputStream file = Files.newOutputStream(
                        partial,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                OutputStream buffered = new BufferedOutputStream(file, 1 << 16)) {
            archive.retrieve(instance, buffered, options.mostBytes());
        }
    }

    private static void check(InstanceKey instance, Path partial) throws IOException {
        DicomFile header = Dicom.readHeader(partial);
        if (!header.dataSet().string(Tag.SOPInstanceUID).orElse("").equals(instance.sopInstanceUid())) {
            throw new ArchiveException(
                    Kind.REFUSED, "the archive sent another instance than the one that was asked for");
        }
    }
}
