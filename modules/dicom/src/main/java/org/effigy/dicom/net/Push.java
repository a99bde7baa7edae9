package org.effigy.dicom.net;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dicom.net.ArchiveException.Kind;
import org.effigy.dicom.net.PushReport.Item;
import org.effigy.dicom.net.PushReport.Outcome;

/**
 * Sends the DICOM files of a folder to an archive, several per request. A request that is refused as a whole is repeated file
 * by file; three requests in a row that fail end the work, and a later run sends what is missing.
 */
public final class Push {
    private static final long MOST_BATCH_BYTES = 64L << 20;
    private static final int MOST_FAILURES_IN_A_ROW = 3;
    private static final int MOST_NUMBERS = 10;

    private final ImageArchive archive;
    private final Retries retries;
    private final PushOptions options;
    private final Map<Integer, Item> items = new TreeMap<>();
    private final Map<Integer, String> hashes = new HashMap<>();
    private final Path folder;
    private int failuresInARow;

    private Push(Path folder, ImageArchive archive, Retries retries, PushOptions options) {
        this.folder = folder;
        this.archive = archive;
        this.retries = retries;
        this.options = options;
    }

    /**
     * Sends what the journal does not have yet.
     *
     * @throws InputException if there is nothing to send, or a file is not marked synthetic and may not be sent; nothing
     *     was sent then
     */
    public static PushReport run(
            Path folder, ImageArchive archive, Retries retries, PushOptions options, Progress.Factory progress)
            throws IOException {
        return new Push(folder, archive, retries, options).run(progress);
    }

    private PushReport run(Progress.Factory progress) throws IOException {
        PushFiles files = PushFiles.find(folder);
        if (files.instances().isEmpty() && files.unfit().isEmpty()) {
            throw new InputException(
                    "no DICOM file among " + files.others() + " files; name the folder with the images");
        }
        refuseReal(files.real());
        files.unfit().forEach(u -> put(u.number(), u.file(), Outcome.FAILED, "", u.reason()));
        String stoppedBecause = "";
        try (PushJournal journal = PushJournal.open(options.journal(), options.archive());
                Progress bar = progress.start("push", "files", files.instances().size())) {
            stoppedBecause = sendAll(files.instances(), journal, bar);
        }
        for (OutgoingInstance instance : files.instances()) {
            if (!items.containsKey(instance.number())) {
                put(instance.number(), instance.file(), Outcome.NOT_TRIED, "", "not tried");
            }
        }
        return new PushReport(List.copyOf(items.values()), files.others(), stoppedBecause);
    }

    private void refuseReal(List<Integer> real) {
        if (real.isEmpty() || options.allowReal()) {
            return;
        }
        String numbers = real.stream()
                .limit(MOST_NUMBERS)
                .map(n -> String.format(Locale.ROOT, "%04d", n))
                .collect(Collectors.joining(", "));
        throw new InputException(real.size() + " files are not marked synthetic, SyntheticData (0008,001C) YES: index "
                + numbers + (real.size() > MOST_NUMBERS ? ", ..." : "")
                + "; nothing was sent; allow real files to send them too");
    }

    /** Returns why it ended early, or "". */
    private String sendAll(List<OutgoingInstance> instances, PushJournal journal, Progress bar) throws IOException {
        Set<String> uids = new HashSet<>();
        List<OutgoingInstance> batch = new ArrayList<>();
        long bytes = 0;
        try {
            for (OutgoingInstance instance : instances) {
                if (!readable(instance)) {
                    continue;
                }
                if (journal.contains(hashes.get(instance.number()))) {
                    put(instance.number(), instance.file(), Outcome.SENT_BEFORE, "", "an earlier run sent it");
                    continue;
                }
                boolean full = batch.size() == options.batch() || bytes + instance.bytes() > MOST_BATCH_BYTES;
                if (!batch.isEmpty() && (full || uids.contains(instance.sopInstanceUid()))) {
                    send(batch, journal);
                    bar.done(items.size());
                    batch.clear();
                    uids.clear();
                    bytes = 0;
                }
                batch.add(instance);
                uids.add(instance.sopInstanceUid());
                bytes += instance.bytes();
            }
            if (!batch.isEmpty()) {
                send(batch, journal);
            }
            bar.done(items.size());
            return "";
        } catch (ArchiveException e) {
            return e.getMessage();
        }
    }

    private boolean readable(OutgoingInstance instance) {
        try {
            hashes.put(instance.number(), Hashes.sha256(instance.file()));
            return true;
        } catch (IOException e) {
            put(
                    instance.number(),
                    instance.file(),
                    Outcome.FAILED,
                    "",
                    "cannot be read (" + e.getClass().getSimpleName() + ")");
            return false;
        }
    }

    /** Sends a batch; throws what ends the whole work. */
    private void send(List<OutgoingInstance> batch, PushJournal journal) throws IOException {
        try {
            List<StoreResult> results = retries.call(() -> archive.store(batch));
            List<String> stored = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                if (note(batch.get(i), results.get(i))) {
                    stored.add(hashes.get(batch.get(i).number()));
                }
            }
            journal.add(stored);
            failuresInARow = 0;
        } catch (ArchiveException e) {
            if (e.kind() == Kind.REFUSED && batch.size() > 1) {
                for (OutgoingInstance single : batch) {
                    send(List.of(single), journal);
                }
                return;
            }
            if (e.kind() == Kind.FATAL || e.kind() == Kind.STOPPED) {
                throw e;
            }
            batch.forEach(i -> put(i.number(), i.file(), Outcome.FAILED, "", e.getMessage()));
            if (e.kind() == Kind.TRANSIENT && ++failuresInARow >= MOST_FAILURES_IN_A_ROW) {
                throw new ArchiveException(
                        Kind.FATAL,
                        MOST_FAILURES_IN_A_ROW + " requests in a row failed; the last one: " + e.getMessage());
            }
        }
    }

    private boolean note(OutgoingInstance instance, StoreResult result) {
        boolean stored = result.status().isInArchive();
        String reason = result.reason() == 0 ? "" : String.format(Locale.ROOT, "%04X", result.reason());
        put(instance.number(), instance.file(), stored ? Outcome.SENT : Outcome.FAILED, reason, result.text());
        return stored;
    }

    private void put(int number, Path file, Outcome outcome, String reason, String text) {
        String below =
                folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
        items.put(number, new Item(number, below, outcome, reason, text));
    }
}
