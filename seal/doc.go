// Package seal keeps personal data unreadable without a key that can be destroyed by itself.
//
// Each thing that a person sent or typed is sealed under a data key of its own. Data keys are wrapped by
// the master key and kept in a KeyStore, apart from the database and the blobs; destroying one destroys
// what was sealed under it, in every copy and every backup that lacks the key. A sealed value is bound to
// its key and to its place (submission, round, field), so that it cannot be moved to another.
//
// The same package makes what may be stored openly beside sealed values: keyed tokens, over which a
// search can run, and keyed digests. Nobody else sees a key, and no key can be printed.
//
// What is sealed under which key, and when a key must go, is decided by the callers. A key that was
// unwrapped stays in memory for a minute at most; Go cannot wipe every copy of it, so a memory dump
// taken within that time can hold it.
//
// Start with Keyring, MasterKey and KeyStore. Ciphers: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha),
// HKDF-SHA256 (RFC 5869), HMAC-SHA256 (RFC 2104).
package seal
