package org.effigy.dicom.web;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.effigy.base.InputException;
import org.effigy.dicom.Dictionary;
import org.effigy.dicom.Tag;
import org.effigy.dicom.net.ArchiveException;
import org.effigy.dicom.net.ArchiveException.Kind;
import org.effigy.dicom.net.ArchiveQuery;
import org.effigy.dicom.net.ImageArchive;
import org.effigy.dicom.net.InstanceKey;
import org.effigy.dicom.net.OutgoingInstance;
import org.effigy.dicom.net.SeriesKey;
import org.effigy.dicom.net.StoreResult;
import org.effigy.dicom.net.Uids;
import org.effigy.dicom.web.WebClient.Answer;
import org.effigy.dicom.web.WebClient.Request;

/**
 * A DICOMweb server. Instances go out one part each, streamed from their files; a search asks for series first, then for
 * the instances of each, which servers without relational queries answer too.
 */
public final class DicomWebArchive implements ImageArchive {
    private static final String JSON = "application/dicom+json";
    private static final String XML = "application/dicom+xml";
    private static final String ONE_INSTANCE = "multipart/related; type=\"application/dicom\"; transfer-syntax=*";
    private static final int MOST_ANSWER_BYTES = 64 << 20;
    private static final int HEADER_BYTES = 1 << 17;

    private final WebSettings settings;
    private final WebClient client;

    private DicomWebArchive(WebSettings settings, BooleanSupplier stop) {
        this.settings = settings;
        this.client = new WebClient(settings, stop);
    }

    /**
     * Returns the archive at an address; it connects with the first request.
     *
     * @param stop says when the user asked to stop: waiting then ends with {@link Kind#STOPPED}
     */
    public static DicomWebArchive at(WebSettings settings, BooleanSupplier stop) {
        return new DicomWebArchive(settings, stop);
    }

    @Override
    public List<StoreResult> store(List<OutgoingInstance> instances) throws IOException {
        String boundary = "effigy-" + UUID.randomUUID();
        WebClient.Upload upload = new WebClient.Upload(
                "multipart/related; type=\"application/dicom\"; boundary=" + boundary, body(instances, boundary));
        Request request = new Request(uri("/studies", ""), JSON, Optional.of(upload));
        try (Answer answer = client.send(request, MOST_ANSWER_BYTES)) {
            if (answer.status() != 406) {
                return judge(answer, instances);
            }
        }
        Request xml = new Request(request.uri(), XML, request.upload());
        try (Answer answer = client.send(xml, MOST_ANSWER_BYTES)) {
            return judge(answer, instances);
        }
    }

    /** Concatenates the parts; each file is read when its turn comes. */
    private static BodyPublisher body(List<OutgoingInstance> instances, String boundary) {
        List<BodyPublisher> parts = new ArrayList<>();
        String lineEnd = "";
        for (OutgoingInstance instance : instances) {
            parts.add(BodyPublishers.ofString(
                    lineEnd + "--" + boundary + "\r\nContent-Type: application/dicom\r\n\r\n",
                    StandardCharsets.ISO_8859_1));
            try {
                parts.add(BodyPublishers.ofFile(instance.file()));
            } catch (FileNotFoundException e) {
                throw new ArchiveException(Kind.REFUSED, "the file cannot be read any more", e);
            }
            lineEnd = "\r\n";
        }
        parts.add(BodyPublishers.ofString("\r\n--" + boundary + "--\r\n", StandardCharsets.ISO_8859_1));
        return BodyPublishers.concat(parts.toArray(BodyPublisher[]::new));
    }

    private static List<StoreResult> judge(Answer answer, List<OutgoingInstance> instances) throws IOException {
        boolean accepted = answer.status() >= 200 && answer.status() <= 299;
        byte[] bytes = answer.body().readAllBytes();
        StowAnswer said;
        try {
            said = StowAnswer.of(bytes.length == 0 ? List.of() : parse(answer, bytes, accepted));
        } catch (ArchiveException e) {
            throw e;
        } catch (InputException e) {
            throw new ArchiveException(Kind.TRANSIENT, "the server's answer is neither sound JSON nor XML", e);
        }
        if (!said.isEmpty()) {
            return said.results(instances);
        }
        if (!accepted) {
            throw new ArchiveException(Kind.REFUSED, "the server refused the request (status " + answer.status() + ")");
        }
        // 200 says that all are stored; 202 that some are not, and then it has to say which.
        return instances.stream()
                .map(i -> answer.status() == 202 ? StoreResult.unconfirmed() : StoreResult.stored())
                .toList();
    }

    private static List<Attributes> parse(Answer answer, byte[] bytes, boolean accepted) {
        String type = answer.contentType().toLowerCase(Locale.ROOT);
        if (type.contains("json")) {
            return DicomJson.read(bytes);
        }
        if (type.contains("xml") && !type.contains("html")) {
            return List.of(NativeXml.read(bytes));
        }
        if (accepted) {
            throw notDicomWeb();
        }
        return List.of();
    }

    private static ArchiveException notDicomWeb() {
        return new ArchiveException(
                Kind.FATAL,
                "the server's answer is not DICOM JSON or XML (Content-Type); check that the address is the root of its"
                        + " DICOMweb services");
    }

    @Override
    public List<SeriesKey> findSeries(ArchiveQuery query, int offset, int limit) throws IOException {
        StringBuilder parameters = new StringBuilder();
        for (ArchiveQuery.Match match : query.matches()) {
            String name =
                    Dictionary.keyword(match.tag()).orElseGet(() -> String.format(Locale.ROOT, "%08X", match.tag()));
            parameters.append(name).append('=').append(encoded(match.value())).append('&');
        }
        List<SeriesKey> series = new ArrayList<>();
        for (Attributes item : search("/series", parameters + page(offset, limit))) {
            series.add(new SeriesKey(uid(item, Tag.StudyInstanceUID), uid(item, Tag.SeriesInstanceUID)));
        }
        return series;
    }

    @Override
    public List<InstanceKey> findInstances(SeriesKey series, int offset, int limit) throws IOException {
        List<InstanceKey> instances = new ArrayList<>();
        for (Attributes item : search(path(series) + "/instances", page(offset, limit))) {
            instances.add(new InstanceKey(series, uid(item, Tag.SOPInstanceUID)));
        }
        return instances;
    }

    private List<Attributes> search(String path, String parameters) throws IOException {
        try (Answer answer = client.send(Request.get(uri(path, parameters), JSON), MOST_ANSWER_BYTES)) {
            if (answer.status() == 204) {
                return List.of();
            }
            if (answer.status() != 200) {
                throw new ArchiveException(
                        answer.status() == 404 ? Kind.FATAL : Kind.REFUSED,
                        "the server refused the search (status " + answer.status()
                                + "); check that the address is the root of its DICOMweb services, and the query");
            }
            if (!answer.contentType().toLowerCase(Locale.ROOT).contains("json")) {
                throw notDicomWeb();
            }
            byte[] bytes = answer.body().readAllBytes();
            try {
                return bytes.length == 0 ? List.of() : DicomJson.read(bytes);
            } catch (InputException e) {
                throw new ArchiveException(Kind.TRANSIENT, "the server's answer is not sound JSON", e);
            }
        }
    }

    @Override
    public void retrieve(InstanceKey instance, OutputStream out, long mostBytes) throws IOException {
        URI uri = uri(path(instance.series()) + "/instances/" + instance.sopInstanceUid(), "");
        try (Answer answer = client.send(Request.get(uri, ONE_INSTANCE), mostBytes + HEADER_BYTES)) {
            if (answer.status() != 200) {
                throw new ArchiveException(
                        Kind.REFUSED, "the server refused the instance (status " + answer.status() + ")");
            }
            if (answer.contentType().toLowerCase(Locale.ROOT).startsWith("application/dicom")
                    && !answer.contentType().contains("+")) {
                answer.body().transferTo(out);
                return;
            }
            String boundary = MultipartReader.boundary(answer.contentType())
                    .orElseThrow(() -> new ArchiveException(
                            Kind.REFUSED, "the server's answer is neither multipart nor DICOM (Content-Type)"));
            copyOnlyPart(new MultipartReader(answer.body(), boundary), out, mostBytes);
        }
    }

    private static void copyOnlyPart(MultipartReader reader, OutputStream out, long mostBytes) throws IOException {
        String type =
                reader.next().orElseThrow(() -> new ArchiveException(Kind.REFUSED, "the server's answer has no part"));
        if (!type.isEmpty() && !type.toLowerCase(Locale.ROOT).startsWith("application/dicom")) {
            throw new ArchiveException(Kind.REFUSED, "the server's answer is not DICOM (Content-Type of the part)");
        }
        reader.copyPart(out, mostBytes);
        if (reader.next().isPresent()) {
            throw new ArchiveException(Kind.REFUSED, "the server's answer has several parts for one instance");
        }
    }

    private static String uid(Attributes item, int tag) {
        String uid = item.text(tag);
        if (!Uids.isUid(uid)) {
            throw new ArchiveException(Kind.REFUSED, "the server's answer has no valid " + Tag.describe(tag));
        }
        return uid;
    }

    private static String path(SeriesKey series) {
        return "/studies/" + series.studyInstanceUid() + "/series/" + series.seriesInstanceUid();
    }

    private static String page(int offset, int limit) {
        return "limit=" + limit + "&offset=" + offset;
    }

    private URI uri(String path, String parameters) {
        return URI.create(settings.root() + path + (parameters.isEmpty() ? "" : "?" + parameters));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        client.close();
    }
}
