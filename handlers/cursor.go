package handlers

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"shinsa/review"
)

// encodeCursor makes the place of a row in the queue's order into one word for the URL.
func encodeCursor(c review.QueueCursor) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d.%s", c.Rank, c.QueuedAt.UnixMicro(), c.ID))
}

// decodeCursor reads what encodeCursor wrote; false for everything else.
func decodeCursor(s string) (review.QueueCursor, bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) > 100 {
		return review.QueueCursor{}, false
	}
	parts := strings.Split(string(b), ".")
	if len(parts) != 3 {
		return review.QueueCursor{}, false
	}
	rank, err1 := strconv.Atoi(parts[0])
	micros, err2 := strconv.ParseInt(parts[1], 10, 64)
	id, err3 := uuid.Parse(parts[2])
	if err1 != nil || err2 != nil || err3 != nil || rank < 0 || rank > 9 || id.String() != parts[2] {
		return review.QueueCursor{}, false
	}
	c := review.QueueCursor{Rank: rank, QueuedAt: time.UnixMicro(micros).UTC(), ID: review.SubmissionID(parts[2])}
	return c, encodeCursor(c) == s
}
