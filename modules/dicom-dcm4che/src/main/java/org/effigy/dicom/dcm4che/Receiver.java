package org.effigy.dicom.dcm4che;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.dcm4che3.data.Attributes;
import org.dcm4che3.data.Tag;
import org.dcm4che3.data.UID;
import org.dcm4che3.data.VR;
import org.dcm4che3.io.DicomOutputStream;
import org.dcm4che3.net.Association;
import org.dcm4che3.net.PDVInputStream;
import org.dcm4che3.net.Status;
import org.dcm4che3.net.pdu.PresentationContext;
import org.dcm4che3.net.service.BasicCStoreSCP;
import org.dcm4che3.net.service.DicomServiceRegistry;
import org.effigy.dicom.net.ArchiveException;
import org.effigy.dicom.net.ArchiveException.Kind;

/**
 * Takes the one instance that was asked for and writes it as a file of PS3.10, its data set byte by byte as it came. Runs in
 * the thread of the association, while the thread that asked waits.
 */
final class Receiver {
    private final String wanted;
    private final OutputStream out;
    private final long mostBytes;
    private boolean complete;
    private boolean tooLarge;
    private IOException failure;

    Receiver(String wanted, OutputStream out, long mostBytes) {
        this.wanted = wanted;
        this.out = out;
        this.mostBytes = mostBytes;
    }

    DicomServiceRegistry services() {
        DicomServiceRegistry services = new DicomServiceRegistry();
        services.addDicomService(new BasicCStoreSCP("*") {
            @Override
            protected void store(
                    Association association,
                    PresentationContext context,
                    Attributes request,
                    PDVInputStream data,
                    Attributes response)
                    throws IOException {
                response.setInt(Tag.Status, VR.US, receive(association, context, request, data));
            }
        });
        return services;
    }

    synchronized boolean isComplete() {
        return complete;
    }

    /** Throws what kept the instance from being written. */
    synchronized void check() throws IOException {
        if (tooLarge) {
            throw new ArchiveException(
                    Kind.REFUSED, "the file is larger than the " + mostBytes + " bytes that are allowed");
        }
        if (failure != null) {
            throw failure;
        }
    }

    private synchronized int receive(
            Association association, PresentationContext context, Attributes request, PDVInputStream data)
            throws IOException {
        String uid = request.getString(Tag.AffectedSOPInstanceUID, "");
        if (complete || !uid.equals(wanted)) {
            data.skipAll();
            return Status.DataSetDoesNotMatchSOPClassError;
        }
        String sopClass = request.getString(Tag.AffectedSOPClassUID, "");
        Limited limited = new Limited(out, mostBytes);
        Attributes meta = association.createFileMetaInformation(uid, sopClass, context.getTransferSyntax());
        try {
            new DicomOutputStream(limited, UID.ExplicitVRLittleEndian).writeFileMetaInformation(meta);
            data.copyTo(limited);
        } catch (TooLarge e) {
            tooLarge = true;
            association.abort();
            return Status.OutOfResources;
        } catch (IOException e) {
            failure = limited.failure;
            throw e;
        }
        complete = true;
        return Status.Success;
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Counts, and keeps apart what fails here from what fails in the network. */
    private static final class Limited extends FilterOutputStream {
        private long left;
        private IOException failure;

        Limited(OutputStream out, long mostBytes) {
            super(out);
            this.left = mostBytes;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            left -= length;
            if (left < 0) {
                throw new TooLarge();
            }
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
