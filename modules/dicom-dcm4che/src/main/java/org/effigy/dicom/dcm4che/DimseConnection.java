package org.effigy.dicom.dcm4che;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.dcm4che3.net.ApplicationEntity;
import org.dcm4che3.net.Association;
import org.dcm4che3.net.Connection;
import org.dcm4che3.net.Device;
import org.dcm4che3.net.DimseRQHandler;
import org.dcm4che3.net.pdu.AAbort;
import org.dcm4che3.net.pdu.AAssociateRJ;
import org.dcm4che3.net.pdu.AAssociateRQ;
import org.effigy.dicom.net.ArchiveException;
import org.effigy.dicom.net.ArchiveException.Kind;
import org.effigy.dicom.net.DimseAddress;

/**
 * Opens associations with one application, one at a time, and says in our words what went wrong with them. Not thread-safe.
 */
final class DimseConnection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 15_000;
    private static final int ANSWER_MILLIS = 60_000;
    private static final int RELEASE_MILLIS = 5_000;
    private static final int POLL_MILLIS = 100;

    /** What is done over an association. */
    interface Exchange<T> {
        T run(Association association) throws IOException, InterruptedException;
    }

    private final DimseAddress address;
    private final BooleanSupplier stop;
    private final Device device = new Device("effigy");
    private final ApplicationEntity caller;
    private final Connection local = new Connection();
    private final Connection remote;
    private final ExecutorService tasks = Executors.newCachedThreadPool(daemons());
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(daemons());

    private Optional<Association> kept = Optional.empty();
    private String keptFor = "";

    DimseConnection(DimseAddress address, BooleanSupplier stop) {
        this.address = address;
        this.stop = stop;
        this.remote = new Connection("archive", host(address), address.port());
        this.caller = new ApplicationEntity(address.callingAeTitle());
        local.setConnectTimeout(CONNECT_MILLIS);
        local.setAcceptTimeout(CONNECT_MILLIS);
        local.setSendTimeout(ANSWER_MILLIS);
        local.setResponseTimeout(ANSWER_MILLIS);
        local.setStoreTimeout(ANSWER_MILLIS);
        local.setRetrieveTimeout(ANSWER_MILLIS);
        local.setReleaseTimeout(RELEASE_MILLIS);
        local.setMaxOpsInvoked(1);
        device.addConnection(local);
        device.addApplicationEntity(caller);
        caller.addConnection(local);
        device.setExecutor(tasks);
        device.setScheduledExecutor(timers);
    }

    private static String host(DimseAddress address) {
        String host = address.host();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static ThreadFactory daemons() {
        return task -> {
            Thread thread = new Thread(task, "dimse");
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Sets who takes what the archive sends. */
    void receiver(DimseRQHandler handler) {
        device.setDimseRQHandler(handler);
    }

    /**
     * Does something over an association: over that of the exchange before if it was for the same purpose, else over a new
     * one.
     *
     * @param purpose stands for all that the association is asked for
     * @throws ArchiveException if it does not come about or breaks
     */
    <T> T exchange(String purpose, AAssociateRQ request, Exchange<T> exchange) throws IOException {
        request.setCalledAET(address.calledAeTitle());
        request.setCallingAET(address.callingAeTitle());
        try {
            Association association = opened(purpose, request);
            ScheduledFuture<?> watch = timers.scheduleWithFixedDelay(
                    () -> {
                        if (stop.getAsBoolean()) {
                            association.abort();
                        }
                    },
                    POLL_MILLIS,
                    POLL_MILLIS,
                    TimeUnit.MILLISECONDS);
            try {
                return exchange.run(association);
            } finally {
                watch.cancel(false);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ArchiveException(Kind.STOPPED, "stopped", e);
        } catch (IOException e) {
            throw stop.getAsBoolean() ? new ArchiveException(Kind.STOPPED, "stopped", e) : explained(e);
        }
    }

    private Association opened(String purpose, AAssociateRQ request) throws IOException, InterruptedException {
        boolean usable = kept.isPresent() && kept.get().isReadyForDataTransfer();
        if (!usable || !purpose.equals(keptFor)) {
            release();
            kept = Optional.of(connect(request));
            keptFor = purpose;
        }
        return kept.get();
    }

    /** Connects in another thread, so that the user can stop it. */
    private Association connect(AAssociateRQ request) throws IOException, InterruptedException {
        Future<Association> connecting = tasks.submit(() -> caller.connect(local, remote, request));
        while (true) {
            try {
                return connecting.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (stop.getAsBoolean()) {
                    connecting.cancel(true);
                    throw new ArchiveException(Kind.STOPPED, "stopped", e);
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException cause) {
                    throw cause;
                }
                throw new ArchiveException(Kind.FATAL, "the archive cannot be connected to in this way", e);
            }
        }
    }

    private void release() {
        if (kept.isEmpty()) {
            return;
        }
        Association association = kept.get();
        kept = Optional.empty();
        try {
            if (association.isReadyForDataTransfer()) {
                association.release();
                association.waitForSocketClose();
            }
        } catch (IOException e) {
            association.abort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            association.abort();
        }
    }

    private static ArchiveException explained(IOException e) {
        if (e instanceof AAssociateRJ rejection) {
            return rejected(rejection);
        }
        if (e instanceof UnknownHostException) {
            return new ArchiveException(Kind.FATAL, "no machine of the archive's name is known; check it", e);
        }
        if (e instanceof ConnectException) {
            return new ArchiveException(
                    Kind.TRANSIENT, "nothing listens at the archive's address; check host and port", e);
        }
        if (e instanceof AAbort) {
            return new ArchiveException(
                    Kind.FATAL,
                    "the archive ended the association; it may not allow this request to the calling AE title;"
                            + " its log says why",
                    e);
        }
        return new ArchiveException(
                Kind.TRANSIENT,
                "the connection to the archive broke (" + e.getClass().getSimpleName() + ")",
                e);
    }

    private static ArchiveException rejected(AAssociateRJ rejection) {
        if (rejection.getResult() == AAssociateRJ.RESULT_REJECTED_TRANSIENT) {
            return new ArchiveException(Kind.TRANSIENT, "the archive is busy", rejection);
        }
        boolean user = rejection.getSource() == AAssociateRJ.SOURCE_SERVICE_USER;
        String why = "it gives no reason that is known here";
        if (user && rejection.getReason() == AAssociateRJ.REASON_CALLING_AET_NOT_RECOGNIZED) {
            why = "it does not know the calling AE title; give one it knows, or register this one there";
        } else if (user && rejection.getReason() == AAssociateRJ.REASON_CALLED_AET_NOT_RECOGNIZED) {
            why = "its own AE title is another one; check the part before @";
        }
        return new ArchiveException(Kind.FATAL, "the archive rejects the association: " + why, rejection);
    }

    @Override
    public void close() {
        release();
        timers.shutdownNow();
        tasks.shutdownNow();
    }
}
