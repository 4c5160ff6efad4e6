package accounts

import (
	"context"
	"errors"

	"shanpei/models"
)

const (
	inviteBucket   = "accounts.invite"    // hash of a secret → the invitation in the journal
	inviteOfBucket = "accounts.invite.of" // invitation → the hash of its only secret
)

// invite is the right to take an invitation.
type invite struct {
	ID string `json:"id"`
}

// Invite makes the secret of an invitation's link; one that was made before opens nothing any more.
func (a *Accounts) Invite(ctx context.Context, id string) (string, error) {
	if err := a.EndInvite(ctx, id); err != nil {
		return "", err
	}
	secret, err := a.secret()
	if err != nil {
		return "", err
	}
	if err := a.create(ctx, inviteOfBucket, id, hashOf(secret)); err != nil {
		return "", err
	}
	return secret, a.create(ctx, inviteBucket, hashOf(secret), invite{ID: id})
}

// Invited gives the invitation that a secret belongs to; `link_expired` when there is none.
func (a *Accounts) Invited(ctx context.Context, secret string) (string, error) {
	over := models.Refuse(models.NotFound, "link_expired")
	if secret == "" || len(secret) > 100 {
		return "", over
	}
	var i invite
	if _, err := a.get(ctx, inviteBucket, hashOf(secret), &i); err != nil {
		return "", orRefuse(err, a.o.None, over)
	}
	return i.ID, nil
}

// EndInvite forgets the secret of an invitation. One without a secret is no error.
func (a *Accounts) EndInvite(ctx context.Context, id string) error {
	var hash string
	if _, err := a.get(ctx, inviteOfBucket, id, &hash); err != nil {
		return orNil(err, a.o.None)
	}
	return errors.Join(a.drop(ctx, inviteBucket, hash), a.drop(ctx, inviteOfBucket, id))
}
