package audit

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Proof shows that a leaf is in the log: with the log's public key alone, on a machine that has no database.
// Its file is a tlog-proof of C2SP (https://c2sp.org/tlog-proof) whose extra data are the leaf's bytes.
type Proof struct {
	// Index is the number of the leaf, from 0.
	Index int64
	Leaf  []byte
	// Path leads from the leaf's sibling up to the root's child.
	Path []Hash
	// Signed is the checkpoint of the tree in which the leaf is.
	Signed []byte
}

const proofHeader = "c2sp.org/tlog-proof@v1"

// ErrProof is in the chain of every error about a proof that does not hold, or is none.
var ErrProof = errors.New("the proof does not hold")

// maxProof bounds a proof's file: a leaf of 64 KiB in base64, 63 hashes, a checkpoint.
const maxProof = 128 << 10

// Prove makes the proof of leaf n in the tree of a checkpoint.
func Prove(n int64, leaf []byte, signed []byte, size int64, stored tlog.HashReader) (Proof, error) {
	path, err := tlog.ProveRecord(size, n, stored)
	if err != nil {
		return Proof{}, fmt.Errorf("audit: prove leaf %d of %d: %w", n, size, err)
	}
	return Proof{Index: n, Leaf: leaf, Path: path, Signed: signed}, nil
}

// Bytes is the proof's file.
func (p Proof) Bytes() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nextra %s\nindex %d\n", proofHeader, base64.StdEncoding.EncodeToString(p.Leaf), p.Index)
	for _, h := range p.Path {
		b.WriteString(base64.StdEncoding.EncodeToString(h[:]))
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	b.Write(p.Signed)
	return b.Bytes()
}

// ParseProof reads a proof's file. It says nothing of whether the proof holds; see Check.
func ParseProof(file []byte) (Proof, error) {
	bad := func(what string) (Proof, error) { return Proof{}, fmt.Errorf("audit: %s: %w", what, ErrProof) }
	if len(file) > maxProof {
		return bad("the file is too long")
	}
	head, signed, found := strings.Cut(string(file), "\n\n")
	lines := strings.Split(head, "\n")
	if lines[0] != proofHeader {
		return bad("it does not begin as a proof does")
	}
	if !found || len(lines) < 3 {
		return bad("it ends early")
	}
	extra, isExtra := strings.CutPrefix(lines[1], "extra ")
	index, isIndex := strings.CutPrefix(lines[2], "index ")
	if !isExtra || !isIndex {
		return bad("its leaf or its number is missing")
	}
	p := Proof{Signed: []byte(signed)}
	var err error
	if p.Leaf, err = base64.StdEncoding.Strict().DecodeString(extra); err != nil {
		return bad("its leaf is damaged")
	}
	if p.Index, err = strconv.ParseInt(index, 10, 64); err != nil || p.Index < 0 || strconv.FormatInt(p.Index, 10) != index {
		return bad("its number is damaged")
	}
	for _, line := range lines[3:] {
		h, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(h) != len(Hash{}) || len(p.Path) == 63 {
			return bad("one of its hashes is damaged")
		}
		p.Path = append(p.Path, Hash(h))
	}
	return p, nil
}

// Check checks a proof with the public keys of the log, and returns the leaf and the checkpoint that it shows
// to hold it. An error is ErrCheckpoint or ErrProof.
func (p Proof) Check(keys note.Verifiers) (Leaf, Checkpoint, error) {
	c, err := OpenCheckpoint(p.Signed, keys)
	if err != nil {
		return Leaf{}, Checkpoint{}, err
	}
	if err := tlog.CheckRecord(p.Path, c.Size, c.Root, p.Index, LeafHash(p.Leaf)); err != nil {
		return Leaf{}, c, fmt.Errorf("audit: leaf %d is not in the tree of %d leaves that was signed: %w", p.Index, c.Size, ErrProof)
	}
	leaf, err := Parse(p.Leaf)
	if err != nil {
		return Leaf{}, c, fmt.Errorf("%w: %w", err, ErrProof)
	}
	return leaf, c, nil
}
