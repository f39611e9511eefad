package staff

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"net/netip"
	"time"
)

// A limit is one line of how often something may be tried. The shorter window makes a quick guesser wait
// a little and the longer one makes him wait long, which is the growing delay; no window is longer than an
// hour, so that nobody can keep another out for good.
type limit struct {
	scope  scope
	window time.Duration
	max    int
}

type scope string

const (
	byAddress scope = "address"
	byAccount scope = "account"
	byBoth    scope = "account+address"
	byOwner   scope = "current-password"
	byLetter  scope = "letter" // of an account

	forgotByAddress scope = "forgot-address"
	forgotByAccount scope = "forgot-account"
)

// Only failed attempts to sign in count in the end: one that succeeds is taken back. An attempt counts before it is
// looked at, because of a hundred at the same moment each would find the count at zero.
var (
	signInLimits = []limit{
		{byAddress, 15 * time.Minute, 50},
		{byBoth, time.Minute, 5},
		{byBoth, 15 * time.Minute, 10},
		{byAccount, time.Hour, 100},
	}
	// currentLimits are for the current password, asked before a new one is set: the session may be a
	// stranger's at an unlocked screen.
	currentLimits = []limit{{byOwner, 15 * time.Minute, 10}}
	// letterLimits are for letters that administrators have sent to one account.
	letterLimits = []limit{{byLetter, time.Hour, 6}}
	// forgotLimits are for letters that anybody can have sent: few enough that nobody's mailbox is filled,
	// and that trying addresses from one place leads nowhere. They count what was asked, not what came of it.
	forgotLimits = []limit{{forgotByAddress, 15 * time.Minute, 10}, {forgotByAccount, time.Hour, 4}}
)

// attempts counts one attempt under several limits, and remembers what it counted.
type attempts struct {
	throttle Throttle
	key      []byte
	now      time.Time
	counted  []struct {
		key    []byte
		window time.Duration
	}
}

// hit counts under every limit in turn and ends with a ThrottledError at the first that is used up. What
// was counted until then stays: it was an attempt.
func (a *attempts) hit(ctx context.Context, limits []limit, account, address string) error {
	address = network(address)
	for _, l := range limits {
		var key []byte
		switch l.scope {
		case byAddress, forgotByAddress:
			key = throttleKey(a.key, l.scope, address)
		case byBoth:
			key = throttleKey(a.key, l.scope, account, address)
		default:
			key = throttleKey(a.key, l.scope, account)
		}
		allowed, wait, err := a.throttle.Hit(ctx, key, l.window, l.max, a.now)
		if err != nil {
			return err
		}
		if !allowed {
			return &ThrottledError{RetryAfter: max(wait, time.Second)}
		}
		a.counted = append(a.counted, struct {
			key    []byte
			window time.Duration
		}{key, l.window})
	}
	return nil
}

// refund takes back what was counted. A failure leaves the attempt counted, which is no reason to refuse
// somebody who has just proved who he is.
func (a *attempts) refund(ctx context.Context) {
	for _, c := range a.counted {
		_ = a.throttle.Refund(ctx, c.key, c.window, a.now)
	}
}

// throttleKey hides what is counted. Each part goes after its length, so that no two lists of parts read
// alike.
func throttleKey(key []byte, s scope, parts ...string) []byte {
	mac := hmac.New(sha256.New, key)
	for _, p := range append([]string{"shinsa staff throttle v1", string(s)}, parts...) {
		mac.Write(binary.BigEndian.AppendUint32(nil, uint32(len(p))))
		mac.Write([]byte(p))
	}
	return mac.Sum(nil)
}

// network is what one guesser's addresses have in common: an IPv4 address, or the first 64 bits of an
// IPv6 one, which a single household has to itself (RFC 6177). What is no address counts as it stands.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	a = a.Unmap().WithZone("")
	if a.Is6() {
		p, err := a.Prefix(64)
		if err != nil {
			return address
		}
		return p.String()
	}
	return a.String()
}

// Unthrottled counts nothing and allows everything. It is for tests and for a demonstration that was told
// so, never for a store with real accounts.
type Unthrottled struct{}

// Hit implements Throttle.
func (Unthrottled) Hit(context.Context, []byte, time.Duration, int, time.Time) (bool, time.Duration, error) {
	return true, 0, nil
}

// Refund implements Throttle.
func (Unthrottled) Refund(context.Context, []byte, time.Duration, time.Time) error { return nil }
