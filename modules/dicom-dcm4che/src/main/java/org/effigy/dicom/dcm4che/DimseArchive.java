package org.effigy.dicom.dcm4che;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dcm4che3.data.Attributes;
import org.dcm4che3.data.Tag;
import org.dcm4che3.data.UID;
import org.dcm4che3.net.Association;
import org.dcm4che3.net.DimseRSP;
import org.dcm4che3.net.InputStreamDataWriter;
import org.dcm4che3.net.NoPresentationContextException;
import org.dcm4che3.net.Priority;
import org.dcm4che3.net.Status;
import org.dcm4che3.net.pdu.AAssociateRQ;
import org.dcm4che3.net.pdu.RoleSelection;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.net.ArchiveException;
import org.effigy.dicom.net.ArchiveException.Kind;
import org.effigy.dicom.net.ArchiveQuery;
import org.effigy.dicom.net.ImageArchive;
import org.effigy.dicom.net.InstanceKey;
import org.effigy.dicom.net.OutgoingInstance;
import org.effigy.dicom.net.SeriesKey;
import org.effigy.dicom.net.StoreResult;
import org.effigy.dicom.net.Uids;

/** An archive that is reached by C-STORE, C-FIND and C-GET, in the study root information model (PS3.4, annexes B and C). */
final class DimseArchive implements ImageArchive {
    private static final String FIND = UID.StudyRootQueryRetrieveInformationModelFind;
    private static final String GET = UID.StudyRootQueryRetrieveInformationModelGet;
    private static final String PLAIN = UID.ImplicitVRLittleEndian;

    /** Presentation contexts have odd numbers of one byte. */
    private static final int MOST_CONTEXTS = 128;

    private static final int MOST_ANSWERS = 100_000;
    private static final int NO_CONTEXT = 0x0122;

    /** What is asked for where the archive did not say the class of an instance. */
    private static final List<String> USUAL_CLASSES = List.of(
            UID.CTImageStorage,
            UID.EnhancedCTImageStorage,
            UID.ComputedRadiographyImageStorage,
            UID.DigitalXRayImageStorageForPresentation,
            UID.DigitalXRayImageStorageForProcessing,
            UID.SecondaryCaptureImageStorage,
            UID.MRImageStorage);

    private static final List<TransferSyntax> SYNTAXES = List.of(
            TransferSyntax.EXPLICIT_LITTLE_ENDIAN,
            TransferSyntax.IMPLICIT_LITTLE_ENDIAN,
            TransferSyntax.DEFLATED,
            TransferSyntax.EXPLICIT_BIG_ENDIAN,
            TransferSyntax.RLE,
            TransferSyntax.JPEG_BASELINE,
            TransferSyntax.JPEG_EXTENDED,
            TransferSyntax.JPEG_LOSSLESS,
            TransferSyntax.JPEG_LOSSLESS_SV1,
            TransferSyntax.JPEG_LS_LOSSLESS,
            TransferSyntax.JPEG_LS_NEAR_LOSSLESS,
            TransferSyntax.JPEG_2000_LOSSLESS,
            TransferSyntax.JPEG_2000,
            TransferSyntax.HTJ2K_LOSSLESS,
            TransferSyntax.HTJ2K_LOSSLESS_RPCL,
            TransferSyntax.HTJ2K);

    private final DimseConnection connection;
    private final Map<String, String> classes = new HashMap<>();

    DimseArchive(DimseConnection connection) {
        this.connection = connection;
    }

    // ---- C-STORE

    @Override
    public List<StoreResult> store(List<OutgoingInstance> instances) throws IOException {
        List<StoreResult> results = new ArrayList<>();
        while (results.size() < instances.size()) {
            List<OutgoingInstance> part = part(instances.subList(results.size(), instances.size()));
            AAssociateRQ request = new AAssociateRQ();
            part.forEach(i -> request.addPresentationContextFor(i.sopClassUid(), i.transferSyntaxUid()));
            results.addAll(
                    connection.exchange("store " + contexts(part), request, association -> store(association, part)));
        }
        return results;
    }

    /** Returns as many instances as the presentation contexts of one association allow. */
    private static List<OutgoingInstance> part(List<OutgoingInstance> instances) {
        Set<String> contexts = new TreeSet<>();
        int n = 0;
        while (n < instances.size() && contexts.size() < MOST_CONTEXTS) {
            contexts.add(context(instances.get(n)));
            n++;
        }
        return instances.subList(0, n);
    }

    private static Set<String> contexts(List<OutgoingInstance> instances) {
        Set<String> contexts = new TreeSet<>();
        instances.forEach(i -> contexts.add(context(i)));
        return contexts;
    }

    private static String context(OutgoingInstance instance) {
        return instance.sopClassUid() + " " + instance.transferSyntaxUid();
    }

    private static List<StoreResult> store(Association association, List<OutgoingInstance> instances)
            throws IOException, InterruptedException {
        List<StoreResult> results = new ArrayList<>();
        for (OutgoingInstance instance : instances) {
            try (InputStream file = Files.newInputStream(instance.file())) {
                DimseRSP answer = association.cstore(
                        instance.sopClassUid(),
                        instance.sopInstanceUid(),
                        Priority.NORMAL,
                        new InputStreamDataWriter(FileReader.dataSet(file, instance.bytes())),
                        instance.transferSyntaxUid());
                answer.next();
                results.add(result(answer.getCommand().getInt(Tag.Status, Status.ProcessingFailure)));
            } catch (NoPresentationContextException e) {
                results.add(StoreResult.failed(NO_CONTEXT));
            }
        }
        return results;
    }

    private static StoreResult result(int status) {
        if (status == Status.Success) {
            return StoreResult.stored();
        }
        // PS3.7, annex C: B000 to BFFF are warnings.
        return status >>> 12 == 0xb ? StoreResult.warning(status) : StoreResult.failed(status);
    }

    // ---- C-FIND

    @Override
    public List<SeriesKey> findSeries(ArchiveQuery query, int offset, int limit) throws IOException {
        if (offset > 0) {
            return List.of();
        }
        List<SeriesKey> found = new ArrayList<>();
        AAssociateRQ request = new AAssociateRQ();
        request.addPresentationContextFor(FIND, PLAIN);
        return connection.exchange("find", request, association -> {
            QueryKeys keys = QueryKeys.of(query);
            for (Attributes study : find(association, keys.study())) {
                String uid = study.getString(Tag.StudyInstanceUID, "");
                if (Uids.isUid(uid)) {
                    for (Attributes series : find(association, keys.seriesOf(uid))) {
                        String seriesUid = series.getString(Tag.SeriesInstanceUID, "");
                        if (Uids.isUid(seriesUid)) {
                            found.add(new SeriesKey(uid, seriesUid));
                        }
                    }
                }
            }
            return found;
        });
    }

    @Override
    public List<InstanceKey> findInstances(SeriesKey series, int offset, int limit) throws IOException {
        if (offset > 0) {
            return List.of();
        }
        AAssociateRQ request = new AAssociateRQ();
        request.addPresentationContextFor(FIND, PLAIN);
        return connection.exchange("find", request, association -> {
            List<InstanceKey> found = new ArrayList<>();
            for (Attributes instance : find(association, QueryKeys.instancesOf(series))) {
                String uid = instance.getString(Tag.SOPInstanceUID, "");
                if (Uids.isUid(uid)) {
                    found.add(new InstanceKey(series, uid));
                    String sopClass = instance.getString(Tag.SOPClassUID, "");
                    if (Uids.isUid(sopClass)) {
                        classes.put(uid, sopClass);
                    }
                }
            }
            return found;
        });
    }

    private static List<Attributes> find(Association association, Attributes keys)
            throws IOException, InterruptedException {
        List<Attributes> found = new ArrayList<>();
        DimseRSP answer;
        try {
            answer = association.cfind(FIND, Priority.NORMAL, keys, PLAIN, MOST_ANSWERS);
        } catch (NoPresentationContextException e) {
            throw new ArchiveException(Kind.FATAL, "the archive does not offer C-FIND in the study root model", e);
        }
        while (answer.next()) {
            int status = answer.getCommand().getInt(Tag.Status, Status.ProcessingFailure);
            if (Status.isPending(status)) {
                found.add(answer.getDataset());
            } else if (status != Status.Success && status != Status.Cancel) {
                throw refused("the search", status);
            }
        }
        return found;
    }

    // ---- C-GET

    @Override
    public void retrieve(InstanceKey instance, OutputStream out, long mostBytes) throws IOException {
        Receiver receiver = new Receiver(instance.sopInstanceUid(), out, mostBytes);
        connection.receiver(receiver.services());
        int status;
        try {
            String purpose = "get " + classes.getOrDefault(instance.sopInstanceUid(), "");
            status = connection.exchange(purpose, getRequest(instance), association -> get(association, instance));
        } catch (ArchiveException e) {
            // An association that was aborted because of the file itself is not the archive's fault.
            receiver.check();
            throw e;
        }
        receiver.check();
        if (!receiver.isComplete()) {
            throw status == Status.Success
                    ? new ArchiveException(Kind.REFUSED, "the archive has no such instance any more")
                    : refused("the instance", status);
        }
    }

    /** Returns the status of the last answer. */
    private static int get(Association association, InstanceKey instance) throws IOException, InterruptedException {
        try {
            DimseRSP answer = association.cget(GET, Priority.NORMAL, QueryKeys.of(instance), PLAIN);
            int last = Status.ProcessingFailure;
            while (answer.next()) {
                last = answer.getCommand().getInt(Tag.Status, Status.ProcessingFailure);
            }
            return last;
        } catch (NoPresentationContextException e) {
            throw new ArchiveException(Kind.FATAL, "the archive does not offer C-GET in the study root model", e);
        }
    }

    /** Offers to take the instance in every transfer syntax, so that the archive can send the file as it is. */
    private AAssociateRQ getRequest(InstanceKey instance) {
        AAssociateRQ request = new AAssociateRQ();
        request.addPresentationContextFor(GET, PLAIN);
        String known = classes.get(instance.sopInstanceUid());
        for (String sopClass : known == null ? USUAL_CLASSES : List.of(known)) {
            request.addRoleSelection(new RoleSelection(sopClass, false, true));
            SYNTAXES.forEach(syntax -> request.addPresentationContextFor(sopClass, syntax.uid()));
        }
        return request;
    }

    private static ArchiveException refused(String what, int status) {
        // PS3.7, annex C: A7xx is out of resources.
        Kind kind = status >>> 8 == 0xa7 ? Kind.TRANSIENT : Kind.REFUSED;
        return new ArchiveException(
                kind, what + " was refused by the archive: " + String.format(Locale.ROOT, "%04XH", status));
    }

    @Override
    public void close() {
        connection.close();
    }
}
