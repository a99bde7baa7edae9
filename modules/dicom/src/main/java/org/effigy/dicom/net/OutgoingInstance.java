package org.effigy.dicom.net;

import java.nio.file.Path;

/**
 * A DICOM file to be sent.
 *
 * @param number its number among the folder's files, from 1; stands for it in messages
 * @param file where it is
 * @param bytes its length
 * @param sopClassUid of its data set
 * @param sopInstanceUid of its data set
 * @param transferSyntaxUid of its file meta
 */
public record OutgoingInstance(
        int number, Path file, long bytes, String sopClassUid, String sopInstanceUid, String transferSyntaxUid) {}
