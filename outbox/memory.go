package outbox

import (
	"context"
	"sync"
	"time"
)

// Memory keeps the last mails in this process, for the demonstration's outbox page. It is safe for
// concurrent use.
type Memory struct {
	Now func() time.Time

	mu    sync.Mutex
	mails []Mail
}

const memoryKeeps = 200

// Send keeps a mail.
func (m *Memory) Send(_ context.Context, mail Mail) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	mail.At = m.Now()
	m.mails = append(m.mails, mail)
	if len(m.mails) > memoryKeeps {
		m.mails = m.mails[len(m.mails)-memoryKeeps:]
	}
	return nil
}

// Mails returns the kept mails, newest first.
func (m *Memory) Mails() []Mail {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]Mail, 0, len(m.mails))
	for i := len(m.mails) - 1; i >= 0; i-- {
		out = append(out, m.mails[i])
	}
	return out
}
