package org.effigy.dicom.dcm4che;

import java.util.function.BooleanSupplier;
import org.effigy.dicom.net.DimseAddress;
import org.effigy.dicom.net.DimseConnector;
import org.effigy.dicom.net.ImageArchive;

/** DICOM's own network protocol, spoken by dcm4che-net. */
public final class Dcm4cheDimse implements DimseConnector {
    @Override
    public String name() {
        return "dcm4che";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public ImageArchive connect(DimseAddress address, BooleanSupplier stop) {
        return new DimseArchive(new DimseConnection(address, stop));
    }
}
