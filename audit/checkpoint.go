package audit

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// A Checkpoint is the head of the log at one moment: whoever keeps a copy can tell later whether the log
// still holds the same first Size leaves.
type Checkpoint struct {
	// Origin names the log; it is the name of its key.
	Origin string
	// Size is how many leaves there are.
	Size int64
	Root Hash
}

// ErrCheckpoint is in the chain of every error about bytes that are no checkpoint of this log: damaged, of
// another log, or signed by none of the keys that were given.
var ErrCheckpoint = errors.New("not a checkpoint of this log")

// text is what is signed, as C2SP's tlog-checkpoint says (https://c2sp.org/tlog-checkpoint).
func (c Checkpoint) text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

// Sign returns the signed note of a checkpoint.
func (c Checkpoint) Sign(signer note.Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: c.text()}, signer)
}

// maxCheckpoint bounds what is parsed: three short lines and some signatures.
const maxCheckpoint = 16 << 10

// OpenCheckpoint checks the signature of a checkpoint and reads it. Every error is ErrCheckpoint; it says
// which key was wanted when none of those given has signed.
func OpenCheckpoint(signed []byte, keys note.Verifiers) (Checkpoint, error) {
	if len(signed) > maxCheckpoint {
		return Checkpoint{}, fmt.Errorf("audit: %d bytes: %w", len(signed), ErrCheckpoint)
	}
	n, err := note.Open(signed, keys)
	if err != nil {
		if unverified := (*note.UnverifiedNoteError)(nil); errors.As(err, &unverified) {
			return Checkpoint{}, fmt.Errorf("audit: it is signed with %s, and that key was not given: %w", signers(unverified.Note), ErrCheckpoint)
		}
		return Checkpoint{}, fmt.Errorf("audit: %v: %w", err, ErrCheckpoint)
	}
	c, err := parseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if n.Sigs[0].Name != c.Origin {
		return Checkpoint{}, fmt.Errorf("audit: a checkpoint of %q signed by %q: %w", c.Origin, n.Sigs[0].Name, ErrCheckpoint)
	}
	return c, nil
}

func signers(n *note.Note) string {
	var all []string
	for _, s := range n.UnverifiedSigs {
		all = append(all, fmt.Sprintf("%s+%08x", s.Name, s.Hash))
	}
	return strings.Join(all, ", ")
}

// parseCheckpoint reads the three lines. Further lines, which others may add, mean nothing here.
func parseCheckpoint(text string) (Checkpoint, error) {
	bad := func(what string) (Checkpoint, error) {
		return Checkpoint{}, fmt.Errorf("audit: %s: %w", what, ErrCheckpoint)
	}
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" {
		return bad("too few lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return bad("the size is no number")
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != len(Hash{}) {
		return bad("the root is no hash")
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: Hash(root)}, nil
}
