/**
 * From a checkpoint and seeds to images, and from images to DICOM, PNG and TIFF files with a manifest.
 *
 * <p>Read first: {@link org.effigy.sampling.ImageSampler} and {@link org.effigy.sampling.SampleFolder}. Never put here:
 * training, judging images, printing.
 *
 * <h2>The manifest, version 5</h2>
 *
 * <p>{@code manifest.json} lies in the folder of the files. Properties: {@code format} ({@code effigy-samples}),
 * {@code version} (5; a reader takes 2 to 4 as well and refuses others), {@code family}, {@code checkpointSha256}, {@code step} of
 * the checkpoint, {@code weights} ({@code ema} or {@code plain}), {@code seed}, {@code className} asked for ("" for all), {@code sampler}
 * ({@link org.effigy.networks.families.SamplerSettings}; {@code spacing}, {@code guidanceInterval} and {@code
 * guidanceRescale}, which version 5 added, are left out where they are uniform, all noise levels and 0), {@code export} ({@link org.effigy.sampling.ExportSettings}),
 * {@code checks} ({@link org.effigy.sampling.ExportChecks}), {@code codeVersion}, {@code device} (only where a card
 * computed: {@code cuda: } and the card), {@code precision} (only {@code bfloat16}; float32 goes without saying), {@code images}, one entry per file by
 * index: {@code index} (from 1), {@code seed} of the image as decimal text, {@code className}, {@code file}, {@code
 * sha256}; {@code withheld}, the indices of images that were not written because writing was found in them; and {@code
 * warnings} (only where there are some), what whoever uses the images should know of the model, such as that its checkpoint
 * remembers single training images; {@code model} (only where it came with the program), its name; {@code gate} (from version 4 on), a
 * {@link org.effigy.sampling.GateLog}: {@code state} ({@code on} or {@code off}), {@code sha256} of the record it decided by, and {@code
 * rejected}, one entry per image that was not released: {@code index}, {@code attempt}, {@code seed} and {@code reason} ({@link
 * org.effigy.gate.Reason}). Entries of {@code images} then have {@code attempt} (left out where it is 0), how many of their index were
 * refused before, and, where the gate is on, {@code descriptor}. A replay makes the recorded attempts again.
 *
 * <p>Since version 5 {@code descent} is the {@link org.effigy.networks.checkpoint.Descent} of the model, and files say it: in DICOM
 * DerivationDescription, in PNG and TIFF their text, {@code generation} (that of the model and 1 more), the synthetic share of its
 * training images, and the hashes of up to three parents. {@code index} takes the generation from there.
 *
 * <p>Since version 4 files may be marked. {@code export.watermark} is the version of the watermark in the pixels, {@code
 * export.certificate} and {@code export.certificateSha256} are the certificate of the key that signed the files (PEM) and its fingerprint; each is
 * absent where there is none. {@code unsignedSha256} of a signed image is the hash of the file before it was signed, with all
 * else in place. A replay makes and compares that file, so it needs no key; whether the signed file still is what it was, {@code sha256} tells.
 *
 * <p>UIDs, the patient and all else that identifies a DICOM object follow from a hash of all that the object holds, with the
 * settings, the device and the precision: the same UID means the same bytes. In version 2 they followed from checkpoint,
 * weights, sampler, seed, class and kind alone, and DerivationDescription claimed that no patient is depicted; a folder that
 * was begun so is continued and replayed so. Up to version 3 headers say nothing of marks, and PNG and TIFF have no XMP.
 *
 * <p>The seed of image i is {@link org.effigy.base.Seeds#derive} of the set's seed, {@code "sample"} and i; that of a later attempt is
 * derived from this one, {@code "attempt"} and the attempt's number. A DDPM draws xT
 * and then the noise of its steps from that stream, a DCGAN its z. Without a class asked for, image i's class follows from
 * i and the class counts in the checkpoint alone.
 *
 * <p>{@code interpolation} (only where there is one) names the seeds {@code from} and {@code to} of single images and the {@code
 * count} of images on the way ({@link org.effigy.sampling.Interpolation}). These images follow from it and not from their {@code seed};
 * what the gate refuses has no other image in its place.
 *
 * <p>{@code dissimilarity} (only where there is one) is guidance away from training images: its {@code strength} and {@code recordSha256},
 * the checksum of the gate.json that it went by ({@link org.effigy.sampling.Dissimilarity}). A replay needs that record beside the model.
 *
 * <p>{@code masks} (only where there are some) lists the masks that the images follow, one for all or one for each by index: the {@code
 * file} beside the images, {@code mask-000001.png}, in the model's size, white in the region ({@link
 * org.effigy.dicom.picture.RegionMask}), its {@code sha256}, and {@code sourceSha256} of the file that was given. Without a class asked
 * for, the class of an image follows from the counts of training images whose mask shows a region or not, as its own does.
 *
 * <p>{@code covariates} (only where some are asked for) lists them, each {@code name=value} or {@code name=low..high}; that of an entry of
 * {@code images} has the values of this image. A range is drawn uniformly from the stream {@code covariate name} of the image's seed and
 * rounded to thousandths. What is not asked for is not known to the model while it samples. DICOM headers have what they can say of it:
 * PatientSex, PatientAge in whole years (below 2, months), and PA or AP as ViewPosition of a radiograph.
 *
 * <h2>Edits, version 1</h2>
 *
 * <p>{@code edits.json} lies in the folder of edits of one image ({@link org.effigy.sampling.EditFolder}, {@link
 * org.effigy.sampling.EditManifest}). {@code format} is {@code effigy-edits}, {@code version} 1; a reader refuses others. Besides the
 * properties that a set of samples has too: {@code sourceSha256} and {@code maskSha256} of the files that were edited and that showed the
 * region, the latter absent where the image was edited as a whole, {@code plan} ({@link org.effigy.diffusion.EditPlan}), {@code
 * guidance}, {@code created}, {@code watermark} and {@code certificateSha256} as above, and {@code sourceIsTrainingImage}: the gate found
 * that the file is, or is as near as a copy to, a training image. The files are {@code edited-000001.dcm} or {@code .png}. Of a region:
 * in the image's own size, every stored value outside of the mask as it was; the header de-identified ({@link
 * org.effigy.dicom.edit.EditedObject}); no watermark. Of the whole: in the model's size, as a sample. The same image, mask, checkpoint,
 * settings and {@code created} give the same bytes.
 *
 * <h2>The files</h2>
 *
 * <p>{@code synthetic-000001.dcm}, {@code .png} or {@code .tif}. DICOM: the inverse of the recorded preprocessing, CT in
 * Hounsfield units, otherwise CR or DX. PNG and TIFF: the whole intensity range over 8 or 16 bits, -1 black, marked by the
 * text chunk {@code SyntheticData} = {@code YES} or an ImageDescription that begins with {@code SyntheticData=YES}, and by an
 * XMP packet ({@link org.effigy.marking.XmpPacket}; iTXt {@code XML:com.adobe.xmp}, tag 700). Signatures are those of {@link
 * org.effigy.dicom.sign.DicomSignatures} and of the packet.
 */
package org.effigy.sampling;
