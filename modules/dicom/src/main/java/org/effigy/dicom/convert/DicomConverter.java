package org.effigy.dicom.convert;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.effigy.base.InputException;
import org.effigy.base.OrderedWork;
import org.effigy.base.Progress;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomCodec;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;

/**
 * Converts DICOM files, one or a tree, to grey PNG or TIFF, or to DICOM in explicit VR little endian or compressed without
 * loss.
 *
 * <p>A file with one frame becomes one file; PNGs and TIFFs of several frames are numbered from 0001 behind the name. In a
 * tree the relative paths are kept, names included, and what is not DICOM or has no image is left out. What fails leaves
 * nothing behind and does not stop the rest.
 */
public final class DicomConverter {
    private final ConvertOptions options;
    private final DicomCodec codec;

    public DicomConverter(ConvertOptions options) {
        this(options, Dicom.codec());
    }

    /** Makes a converter that reads and writes with this codec. */
    public DicomConverter(ConvertOptions options, DicomCodec codec) {
        this.options = options;
        this.codec = codec;
    }

    /**
     * Converts a file into a file, or a folder into a folder.
     *
     * @throws InputException if a single file cannot be converted, or the two paths do not go together
     */
    public ConversionReport convert(Path in, Path out, Progress.Factory progress) throws IOException {
        if (!Files.exists(in)) {
            throw new NoSuchFileException(in.toString());
        }
        if (Files.isDirectory(in)) {
            return convertTree(in, out, progress);
        }
        if (Files.isDirectory(out)) {
            throw new InputException("OUT is a folder, but IN is one file: give the name of the file to write");
        }
        if (Files.exists(out) && Files.isSameFile(in, out)) {
            throw new InputException("OUT is the same file as IN: give another name");
        }
        ConvertedFile converted = ConvertedFile.of(in, options, codec);
        List<Path> names = converted.names(out);
        if (names.stream().anyMatch(Files::exists)) {
            throw new InputException(
                    names.size() == 1
                            ? "OUT exists already: give the name of a new file, or delete it first"
                            : "IN has " + names.size() + " frames, and a file named after OUT for one of them exists"
                                    + " already: give the name of a new file");
        }
        int images = converted.write(names);
        int inColor = converted.losesColor() ? 1 : 0;
        int shifted = converted.isShifted() ? 1 : 0;
        return new ConversionReport(1, 1, images, inColor, shifted, List.of(), List.of());
    }

    private ConversionReport convertTree(Path in, Path out, Progress.Factory progress) throws IOException {
        Path from = in.toRealPath();
        Path to = out.toAbsolutePath().normalize();
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new InputException("OUT is a file, but IN is a folder: give the name of a folder");
        }
        if (from.startsWith(Files.exists(out) ? out.toRealPath() : to)) {
            throw new InputException(
                    "OUT is or holds the folder IN, whose files it could replace: give another folder");
        }
        List<Path> files = files(from, Files.exists(out) ? out.toRealPath() : to);
        TreeConversion conversion = new TreeConversion(from, to);
        try (Progress bar = progress.start("convert", "files", files.size())) {
            for (int i = 0; i < files.size(); i++) {
                conversion.add(i + 1, files.get(i));
            }
            OrderedWork.run(files, conversion.jobs, bar);
        }
        return conversion.report();
    }

    /** Lists the files below a folder in the order of their paths, without those below another. */
    private static List<Path> files(Path folder, Path without) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                return dir.equals(without) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(Comparator.comparing(Path::toString));
        return files;
    }

    /** The state of one pass over a tree. */
    private final class TreeConversion {
        private final Path from;
        private final Path to;
        private final Set<Path> taken = new HashSet<>();
        private final List<FileConversion> jobs = new ArrayList<>();

        TreeConversion(Path from, Path to) {
            this.from = from;
            this.to = to;
        }

        void add(int id, Path file) {
            jobs.add(new FileConversion(this, id, file));
        }

        /** Returns names no other file of the tree has been written to. */
        private List<Path> freeNames(ConvertedFile file, Path target) {
            Path wished = options.format() == ConvertOptions.Format.DICOM
                    ? target
                    : target.resolveSibling(
                            ConvertedFile.stem(target) + options.format().extension());
            List<Path> names = file.names(wished);
            for (int i = 2; names.stream().anyMatch(taken::contains); i++) {
                names = file.names(target.resolveSibling(
                        target.getFileName() + "-" + i + options.format().extension()));
            }
            taken.addAll(names);
            return names;
        }

        ConversionReport report() {
            List<ConversionReport.Item> leftOut = new ArrayList<>();
            List<ConversionReport.Item> failed = new ArrayList<>();
            int converted = 0;
            int images = 0;
            int inColor = 0;
            int shifted = 0;
            for (FileConversion job : jobs) {
                converted += job.images > 0 ? 1 : 0;
                images += job.images;
                inColor += job.losesColor ? 1 : 0;
                shifted += job.shifted ? 1 : 0;
                if (!job.problem.isEmpty()) {
                    (job.leftOut ? leftOut : failed).add(new ConversionReport.Item(job.id, job.problem));
                }
            }
            return new ConversionReport(jobs.size(), converted, images, inColor, shifted, leftOut, failed);
        }
    }

    /** One file of a tree: read, then named in the order of the files, then decoded and written. */
    private final class FileConversion implements OrderedWork.Job {
        private final TreeConversion tree;
        private final int id;
        private final Path file;
        private ConvertedFile converter;
        private List<Path> names = List.of();
        private int images;
        private boolean losesColor;
        private boolean shifted;
        private boolean leftOut;
        private String problem = "";

        FileConversion(TreeConversion tree, int id, Path file) {
            this.tree = tree;
            this.id = id;
            this.file = file;
        }

        @Override
        public void before() {
            guarded(() -> converter = ConvertedFile.of(file, options, codec));
        }

        @Override
        public void inOrder() {
            if (problem.isEmpty()) {
                guarded(() -> names = tree.freeNames(converter, tree.to.resolve(tree.from.relativize(file))));
            }
        }

        @Override
        public void after() {
            if (problem.isEmpty()) {
                guarded(() -> images = written());
            }
            losesColor = problem.isEmpty() && converter.losesColor();
            shifted = problem.isEmpty() && converter.isShifted();
            converter = null;
        }

        private int written() throws IOException {
            if (names.stream().anyMatch(Files::exists)) {
                throw new InputException("its output exists already; name a new folder, or delete the old files first");
            }
            return converter.write(names);
        }

        private void guarded(Step step) {
            try {
                step.run();
            } catch (DicomException e) {
                leftOut = e.kind() == Kind.NOT_DICOM || e.kind() == Kind.MISSING;
                problem = e.getMessage();
            } catch (InputException e) {
                problem = e.getMessage();
            } catch (IOException e) {
                // The message of the exception would name the file.
                problem = "cannot be read or written (" + e.getClass().getSimpleName() + ")";
            }
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
