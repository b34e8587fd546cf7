"""What people do with conversations: begin one, answer, note a call, assign, finish, read.

Nothing leaves the clinic by itself: what was said on the phone or put into a letter is noted here.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, StorageError
from app.domain.file_ports import FileStore
from app.domain.ids import PatientId, RecordId, UserId, new_id
from app.domain.message import (
    Channel,
    Direction,
    Message,
    MessageThread,
    Outcome,
    ThreadCategory,
    ThreadPriority,
    ThreadStatus,
)
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import UnitOfWork, UnitOfWorkFactory
from app.domain.values import seen_text
from app.services import documents
from app.services.clinic_day import clinic_today
from app.services.conversations import unread_of
from app.services.documents import Content, NewDocument
from app.services.editing import current, with_changes

CHANGED_BY_PEOPLE = frozenset({"subject", "category", "priority", "assignee_id"})
"""What of a thread is anybody's to change; done and open have deeds of their own."""
_ATTACHED = "Attachment"


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that lies on the disk already, and what it was called."""

    content: Content
    file_name: str


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message as it is written, or a contact as it is noted."""

    text: str
    channel: str = Channel.NOTE
    direction: str = Direction.OUTGOING
    outcome: str = Outcome.NONE
    template_id: RecordId | None = None
    attachments: tuple[Attachment, ...] = field(default=())


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class NewThread:
    """A conversation that begins; without a patient it is inside the clinic."""

    subject: str
    said: Said
    patient_id: PatientId | None = None
    category: str = ThreadCategory.GENERAL
    priority: str = ThreadPriority.NORMAL
    assignee_id: UserId | None = None


def start(
    begin: UnitOfWorkFactory, context: ExecutionContext, files: FileStore | None, *, new: NewThread
) -> MessageThread:
    """Begin a conversation with its first message, and file what is attached, in one step.

    Raises InvalidRecord, InvalidValue, RecordNotFound, PermissionDenied.
    """
    with _kept_only_with(files, new.said), begin(context) as uow:
        if new.patient_id is not None:
            current(uow, Patient, new.patient_id)
        is_for_others = new.assignee_id != context.user_id
        is_note = new.said.channel == Channel.NOTE
        thread = uow.add(
            MessageThread(
                id=new_id(),
                created_at=uow.now,
                updated_at=uow.now,
                subject=" ".join(seen_text(new.subject).split()),
                patient_id=new.patient_id,
                category=new.category,
                priority=new.priority,
                assignee_id=new.assignee_id,
                status=ThreadStatus.UNREAD if is_for_others and is_note else ThreadStatus.OPEN,
                last_message_at=uow.now,
            )
        )
        _say(uow, begin, files, thread, new.said)
    return thread


def reply(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    files: FileStore | None,
    *,
    thread_id: RecordId,
    patient_id: PatientId | None,
    said: Said,
) -> Message:
    """Add a message to a conversation; one that was done is open again.

    patient_id is the patient the person had before their eyes: a conversation about somebody else
    is refused. Raises InvalidRecord, InvalidValue, RecordNotFound, PermissionDenied.
    """
    with _kept_only_with(files, said), begin(context) as uow:
        thread = current(uow, MessageThread, thread_id)
        if thread.patient_id != patient_id:
            raise InvalidValue("patient_id", "is not the patient this conversation is about")
        is_done = thread.status == ThreadStatus.DONE
        status = ThreadStatus.OPEN.value if is_done else thread.status
        uow.save(
            with_changes(thread, {"status": status, "last_message_at": uow.now}, based_on=None)
        )
        return _say(uow, begin, files, thread, said)


def mark_read(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    thread_id: RecordId,
    seen: Collection[RecordId] | None = None,
) -> int:
    """Note that the user has read a conversation; how many messages were new to them.

    seen are the messages that were before their eyes (None: all): another may have come since.
    """
    with begin(context) as uow:
        thread = current(uow, MessageThread, thread_id)
        unread = [
            one
            for one in unread_of(uow, context.user_id, thread_id)
            if seen is None or one.id in seen
        ]
        for one in unread:
            read_by = (*one.read_by, context.user_id)
            uow.save(with_changes(one, {"read_by": read_by}, based_on=None))
        if unread and thread.status == ThreadStatus.UNREAD:
            uow.save(with_changes(thread, {"status": ThreadStatus.OPEN.value}, based_on=None))
        return len(unread)


def finish(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, thread_id: RecordId, is_done: bool
) -> MessageThread:
    """Say that nothing is left to do about a conversation, or that something is again."""
    status = ThreadStatus.DONE if is_done else ThreadStatus.OPEN
    with begin(context) as uow:
        thread = current(uow, MessageThread, thread_id)
        return uow.save(with_changes(thread, {"status": status.value}, based_on=None))


def change(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    thread_id: RecordId,
    changes: Mapping[str, object],
    based_on: MessageThread | None = None,
) -> MessageThread:
    """Change what a conversation is about, how soon it wants an answer, or who looks after it.

    Raises InvalidRecord, InvalidValue for another field, RecordNotFound, StaleVersion.
    """
    for name in changes:
        if name not in CHANGED_BY_PEOPLE:
            raise InvalidValue(name, "is not changed by hand")
    with begin(context) as uow:
        thread = current(uow, MessageThread, thread_id)
        return uow.save(with_changes(thread, changes, based_on=based_on))


def _say(
    uow: UnitOfWork,
    begin: UnitOfWorkFactory,
    files: FileStore | None,
    thread: MessageThread,
    said: Said,
) -> Message:
    context, is_ours = uow.context, said.direction == Direction.OUTGOING
    if said.attachments and thread.patient_id is None:
        raise InvalidValue("document_ids", "belong to a patient's chart: choose the patient first")
    if said.attachments and files is None:
        raise InvalidValue("document_ids", "cannot be kept at this desk")
    filed = [
        documents.file(
            begin,
            context,
            files,
            content=one.content,
            new=NewDocument(
                patient_id=thread.patient_id,
                title=_title(one.file_name),
                category=_ATTACHED,
                authored_on=clinic_today(uow, context, now=uow.now),
                file_name=one.file_name,
            ),
        )
        for one in said.attachments
        if thread.patient_id is not None and files is not None
    ]
    return uow.add(
        Message(
            id=new_id(),
            created_at=uow.now,
            updated_at=uow.now,
            thread_id=thread.id,
            text=seen_text(said.text).strip(),
            sent_at=uow.now,
            patient_id=thread.patient_id,
            sender_id=context.user_id if is_ours else None,
            channel=said.channel,
            direction=said.direction,
            outcome=said.outcome,
            document_ids=tuple(one.id for one in filed),
            template_id=said.template_id,
            # Who notes what a patient said has read it.
            read_by=() if is_ours else (context.user_id,),
        )
    )


def _title(file_name: str) -> str:
    name = documents.bare_name(file_name)
    return (name.rpartition(".")[0] or name or _ATTACHED)[:200]


@contextmanager
def _kept_only_with(files: FileStore | None, said: Said) -> Generator[None]:
    """Where nothing was saved, nothing of its files stays on the disk."""
    try:
        yield
    except BaseException:
        if files is not None:
            for one in said.attachments:
                with suppress(StorageError):
                    files.discard(one.content.kept)
        raise
