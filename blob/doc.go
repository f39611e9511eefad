// Package blob keeps sealed files: in a folder, or in a bucket of an S3 service.
//
// It keeps bytes under random names and knows nothing of what they are. Whoever calls has sealed them
// (package seal) and keeps in the database which name belongs to what; a name tells nothing, so a listing
// of the store tells nothing either. Nothing is ever overwritten: what changes gets a new name.
//
// A caller may rely on this: when Put has returned without an error, the bytes outlive a power cut as far
// as the disk or the service keeps its word; a Put that a crash cut short is never read as a whole blob.
// Sealed bytes are authenticated when they are opened, so the package adds no checksum of its own.
//
// Start with Store and Open. Every implementation passes the suite of package blobtest.
package blob
