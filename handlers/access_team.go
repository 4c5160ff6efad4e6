package handlers

import (
	"shanpei/models"
	"shanpei/views"
)

// teamRefused shows the team again with what was refused.
func (r *Request) teamRefused(f *form) error {
	return r.showTeam(f.Status(), views.TeamProps{State: f.State()})
}

// inviteColleague makes an invitation into the own enterprise and shows its link once.
func inviteColleague(r *Request) error {
	f := r.form("role", "email")
	link, again, err := r.invite(f, models.Standing{Role: models.Role(f.Text("role"))})
	if again {
		return r.teamRefused(f)
	}
	if err != nil {
		return err
	}
	return r.showTeam(200, views.TeamProps{Link: link})
}

func teamInvitationStep(r *Request) error {
	f := r.form("verb")
	link, again, err := r.stepInvitation(f)
	switch {
	case again:
		return r.teamRefused(f)
	case err != nil:
		return err
	case link != "":
		return r.showTeam(200, views.TeamProps{Link: link})
	}
	return r.Done("/enterprise/team", "access.done.answered")
}

// teamStep asks for one change in the own enterprise.
func (r *Request) teamStep(f *form, cmd models.Command) error {
	_, again, err := f.ask(cmd)
	if again {
		return r.teamRefused(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/enterprise/team", "access.done.changed")
}

func changeColleague(r *Request) error {
	f := r.form("role")
	return r.teamStep(f, models.ChangeColleague{ID: r.Params("id"), Role: models.Role(f.Text("role")), IfVersion: f.Version()})
}

func disableColleague(r *Request) error {
	f := r.form("disabled", "reason")
	cmd := models.SetUserDisabled{ID: r.Params("id"), Disabled: f.Yes("disabled"), Reason: f.Text("reason"), IfVersion: f.Version()}
	if err := r.teamStep(f, cmd); err != nil {
		return err
	}
	if u, ok := r.State.Users.Get(cmd.ID); ok && u.Disabled {
		return r.Portal.Accounts.EndSessionsOf(r.UserContext(), cmd.ID)
	}
	return nil
}

func offerOwnership(r *Request) error {
	return r.teamStep(r.form(), models.OfferOwnership{To: r.Params("id")})
}

func stepOwnership(r *Request) error {
	f := r.form("verb")
	return r.teamStep(f, models.StepOwnership{Verb: f.Text("verb"), IfVersion: f.Version()})
}
